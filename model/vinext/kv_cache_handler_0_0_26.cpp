// The handler of vinext 0.0.26: everything is awaited, nothing is registered.

#include <algorithm>

#include "model/vinext/kv_cache_handler.h"
#include "model/vinext/markers.h"
#include "sim/task.h"

namespace stalemate::model::v0_0_26 {

using sim::Done;
using sim::forgetting;
using sim::Promise;

Promise<CacheRead> get(Host& host, Key key) {
  const KvRead raw = co_await host.kv_get(key);
  if (raw.found == 0) co_return CacheRead{};

  const KvValue& entry = raw.value;
  if (entry.shape != static_cast<std::uint32_t>(EntryShape::valid)) {
    // Corrupted: delete and treat as miss
    co_await host.kv_delete(key);
    co_return CacheRead{};
  }

  if (entry.tags > 0) {
    MarkerReads markers;
    for (std::uint32_t tag = 0; tag < entry.tags; ++tag) markers.add(host, tag);
    co_await markers.all(host);
    for (std::uint32_t i = 0; i < markers.count(); ++i) {
      if (invalidates(markers.result(i), entry.last_modified_ms)) {
        co_await host.kv_delete(key);
        co_return CacheRead{};
      }
    }
  }

  co_return judged_by_time(host, entry);
}

Promise<> set(Host& host, Key key, CacheData data) {
  const KvValue entry = build_entry(host, data, std::nullopt);
  std::int64_t expiration_ttl = 0;
  if (entry.revalidate_at_ms != null_instant) {
    // Ten times the revalidation period, between 60 seconds and 30 days
    constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
    expiration_ttl = std::clamp<std::int64_t>(data.revalidate_ms * 10, 60'000, 30 * day_ms);
  }
  co_await forgetting(host.kv_put(key, entry, expiration_ttl));
  co_return Done{};
}

Promise<> revalidate_tag(Host& host, Tags tags) {
  co_await put_markers(host, tags);
  co_return Done{};
}

}  // namespace stalemate::model::v0_0_26
