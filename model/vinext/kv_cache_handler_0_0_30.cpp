// The handler of vinext 0.0.30: invalidation markers are kept for five seconds in the isolate, and
// a revalidate time of 0 is not stored.

#include "model/vinext/kv_cache_handler.h"
#include "model/vinext/markers.h"
#include "sim/task.h"

namespace stalemate::model::v0_0_30 {

using sim::Done;
using sim::Promise;

Promise<CacheRead> get(Host& host, Key key) {
  const KvRead raw = co_await host.kv_get(key);
  if (raw.found == 0) co_return CacheRead{};

  const KvValue& entry = raw.value;
  if (entry.shape != static_cast<std::uint32_t>(EntryShape::valid)) {
    delete_in_background(host, key);
    co_return CacheRead{};
  }

  if (entry.tags > 0) {
    const std::int64_t now = host.date_now();
    MarkerReads uncached;
    for (std::uint32_t tag = 0; tag < entry.tags; ++tag) {
      TagCache::Entry& cached = host.tag_cache().at(tag);
      if (host.believes(cached, now)) {
        if (cached.timestamp_ms >= entry.last_modified_ms) {
          delete_in_background(host, key);
          co_return CacheRead{};
        }
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
        if (cached.timestamp_ms != 0 && cached.timestamp_ms >= entry.last_modified_ms) {
          delete_in_background(host, key);
          co_return CacheRead{};
        }
      }
    }
  }

  co_return judged_by_time(host, entry);
}

Promise<> set(Host& host, Key key, const CacheData& data) {
  if (data.revalidate_ms == 0) {
    host.record(EventKind::store_skipped, static_cast<std::int64_t>(key));
    return host.kernel().resolved();
  }
  const KvValue entry = build_entry(host, data, std::nullopt);
  return put_registered(host, key, entry, entry_ttl_ms(host, entry));
}

Promise<> revalidate_tag(Host& host, Tags tags) {
  const std::int64_t now = host.date_now();
  host.keeps(ClockReading{now});
  host.will_believe_from(now);
  co_await put_markers(host, tags);
  // Only after all markers are stored is the local cache told
  for (std::uint32_t tag = tags.first; tag < tags.end; ++tag) {
    host.tag_cache().at(tag) = {now, now, true};
  }
  co_return Done{};
}

}  // namespace stalemate::model::v0_0_30
