#include "model/vinext/kv_cache_handler.h"

#include <algorithm>

namespace stalemate::model {

using sim::Promise;

Promise<CacheRead> KvCacheHandler::get(Key key) {
  switch (generation()) {
    case Generation::vinext_0_0_26:
      return v0_0_26::get(*host_, key);
    case Generation::before_425:
    case Generation::pull_425:
      return pull_391::get(*host_, key);
    case Generation::vinext_0_0_30:
      return v0_0_30::get(*host_, key);
    case Generation::vinext_0_0_55:
    case Generation::vinext_1_4_0:
      return v0_0_55::get(*host_, key);
  }
  SIM_ASSERT(generation() <= Generation::vinext_1_4_0);
  return {};
}

Promise<> KvCacheHandler::set(Key key, const CacheData& data) {
  switch (generation()) {
    case Generation::vinext_0_0_26:
      return v0_0_26::set(*host_, key, data);
    case Generation::before_425:
      return pull_391::set_in_background(*host_, key, data);
    case Generation::pull_425:
      return pull_391::set(*host_, key, data);
    case Generation::vinext_0_0_30:
      return v0_0_30::set(*host_, key, data);
    case Generation::vinext_0_0_55:
    case Generation::vinext_1_4_0:
      return v0_0_55::set(*host_, key, data);
  }
  SIM_ASSERT(generation() <= Generation::vinext_1_4_0);
  return {};
}

Promise<> KvCacheHandler::revalidate_tag(Tags tags) {
  const bool caches_tags = generation() >= Generation::vinext_0_0_30;
  return caches_tags ? v0_0_30::revalidate_tag(*host_, tags)
                     : v0_0_26::revalidate_tag(*host_, tags);
}

std::int64_t kept_revalidate_ms(const PageConfig& page) {
  constexpr std::int64_t shortest_ms = 3'000;
  constexpr std::int64_t longest_ms = 30'000;
  return std::clamp(page.revalidate_ms, shortest_ms, longest_ms);
}

std::optional<std::int64_t> kept_expire_ms(const PageConfig& page) {
  if (!page.expire_ms) return std::nullopt;
  return std::max(kept_revalidate_ms(page) + 3'000, *page.expire_ms);
}

Promise<> put_registered(Host& host, Key key, const KvValue& value, std::int64_t ttl_ms) {
  const Promise<> promise = host.kv_put(key, value, ttl_ms);
  const bool context = host.execution_context_visible() && host.config().handler.put_registered;
  if (context) {
    host.wait_until(promise);
  }
  return promise;
}

void delete_in_background(Host& host, Key key) {
  host.record(EventKind::background_delete, static_cast<std::int64_t>(key));
  const Promise<> promise = host.kv_delete(key);
  if (host.execution_context_visible()) {
    host.wait_until(promise);
  }
  // else: fire and forget
}

KvValue build_entry(Host& host, const CacheData& data, std::optional<std::int64_t> expire_ms) {
  const std::int64_t now = host.date_now();
  KvValue entry;
  entry.generation = data.generation;
  entry.tags = static_cast<std::uint8_t>(data.tags);
  entry.last_modified_ms = now;
  entry.revalidate_at_ms = data.revalidate_ms > 0 ? now + data.revalidate_ms : null_instant;
  entry.expire_at_ms = expire_ms && *expire_ms > 0 ? now + *expire_ms : null_instant;
  return entry;
}

CacheRead judged_by_time(Host& host, const KvValue& entry) {
  CacheRead read;
  read.entry = entry;
  read.found = 1;
  if (entry.revalidate_at_ms != null_instant && host.date_now() > entry.revalidate_at_ms) {
    read.stale = 1;
  }
  return read;
}

bool invalidates(const KvRead& marker, std::int64_t last_modified_ms) {
  return marker.found != 0 && marker.value.last_modified_ms >= last_modified_ms;
}

Promise<> put_markers(Host& host, Tags tags) {
  constexpr std::int64_t thirty_days_ms = std::int64_t{30} * 24 * 3600 * 1000;
  KvValue marker;
  marker.generation.render = no_render;
  marker.last_modified_ms = host.date_now();
  std::array<sim::AnyPromise, tag_limit> puts;
  for (std::uint32_t tag = tags.first; tag < tags.end; ++tag) {
    puts[tag - tags.first] = host.kv_put(first_tag_key + tag, marker, thirty_days_ms);
  }
  return host.kernel().all({puts.data(), tags.end - tags.first});
}

std::int64_t entry_ttl_ms(Host& host, const KvValue& entry) {
  return entry.revalidate_at_ms != null_instant ? host.config().page.kv_ttl_ms : 0;
}

}  // namespace stalemate::model
