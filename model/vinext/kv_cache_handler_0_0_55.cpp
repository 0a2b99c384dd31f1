// The handler of vinext 0.0.55: entries expire for good at `expireAt`, and the check of tags is an
// async function of its own. That of @vinext/cloudflare 1.0.0-beta.7 does the same for pages.

#include "model/vinext/kv_cache_handler.h"
#include "model/vinext/markers.h"
#include "sim/task.h"

namespace stalemate::model::v0_0_55 {

using sim::Promise;

namespace {

/// A boolean that can travel in a promise.
struct Answer {
  std::uint32_t yes = 0;
};
void digest(sim::Account& account, const Answer& answer) { account.word(answer.yes); }

/// _hasRevalidatedTag(tags, lastModified)
Promise<Answer> has_revalidated_tag(Host& host, std::uint32_t tags, ClockReading last_modified) {
  if (tags == 0) co_return Answer{0};
  const std::int64_t now = host.date_now();
  MarkerReads uncached;
  for (std::uint32_t tag = 0; tag < tags; ++tag) {
    TagCache::Entry& cached = host.tag_cache().at(tag);
    if (host.believes(cached, now)) {
      if (cached.timestamp_ms >= last_modified.at_ms) co_return Answer{1};
    } else {
      cached = {};
      uncached.add(host, tag);
    }
  }
  if (uncached.count() > 0) {
    host.will_believe_from(now);
    co_await uncached.all(host);
    for (std::uint32_t i = 0; i < uncached.count(); ++i) {
      const KvRead& marker = uncached.result(i);
      const std::int64_t timestamp = marker.found != 0 ? marker.value.last_modified_ms : 0;
      host.tag_cache().at(uncached.tag(i)) = {timestamp, now, true};
    }
    for (std::uint32_t i = 0; i < uncached.count(); ++i) {
      const TagCache::Entry& cached = host.tag_cache().at(uncached.tag(i));
      if (!cached.present || cached.timestamp_ms == 0) continue;
      if (cached.timestamp_ms >= last_modified.at_ms) co_return Answer{1};
    }
  }
  co_return Answer{0};
}

}  // namespace

Promise<CacheRead> get(Host& host, Key key) {
  const KvRead raw = co_await host.kv_get(key);
  if (raw.found == 0) co_return CacheRead{};

  const KvValue& entry = raw.value;
  if (entry.shape != static_cast<std::uint32_t>(EntryShape::valid)) {
    delete_in_background(host, key);
    co_return CacheRead{};
  }

  const ClockReading last_modified{entry.last_modified_ms};
  const Answer invalidated = co_await has_revalidated_tag(host, entry.tags, last_modified);
  if (invalidated.yes != 0) {
    delete_in_background(host, key);
    co_return CacheRead{};
  }
  // Soft tags: pages pass none
  const Answer softly = co_await has_revalidated_tag(host, 0, last_modified);
  if (softly.yes != 0) co_return CacheRead{};

  if (entry.expire_at_ms != null_instant && host.date_now() > entry.expire_at_ms) {
    delete_in_background(host, key);
    co_return CacheRead{};
  }

  co_return judged_by_time(host, entry);
}

Promise<> set(Host& host, Key key, const CacheData& data) {
  if (data.revalidate_ms == 0) {
    host.record(EventKind::store_skipped, static_cast<std::int64_t>(key));
    return host.kernel().resolved();
  }
  const PageConfig& page = host.config().page;
  const KvValue entry =
      build_entry(host, data, data.kept != 0 ? kept_expire_ms(page) : page.expire_ms);
  return put_registered(host, key, entry, entry_ttl_ms(host, entry));
}

}  // namespace stalemate::model::v0_0_55
