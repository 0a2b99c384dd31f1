// The handler between pull requests 391 and 429: background deletes are registered, entries live
// 30 days, and set() is the function that pull request 425 changed.

#include "model/vinext/kv_cache_handler.h"
#include "model/vinext/markers.h"
#include "sim/task.h"

namespace stalemate::model::pull_391 {

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
    MarkerReads markers;
    for (std::uint32_t tag = 0; tag < entry.tags; ++tag) markers.add(host, tag);
    co_await markers.all(host);
    for (std::uint32_t i = 0; i < markers.count(); ++i) {
      if (invalidates(markers.result(i), entry.last_modified_ms)) {
        delete_in_background(host, key);
        co_return CacheRead{};
      }
    }
  }

  co_return judged_by_time(host, entry);
}

Promise<> set_in_background(Host& host, Key key, const CacheData& data) {
  const KvValue entry = build_entry(host, data, std::nullopt);
  put_registered(host, key, entry, entry_ttl_ms(host, entry));  // _putInBackground
  return host.kernel().resolved();                              // Promise.resolve()
}

Promise<> set(Host& host, Key key, const CacheData& data) {
  const KvValue entry = build_entry(host, data, std::nullopt);
  return put_registered(host, key, entry, entry_ttl_ms(host, entry));
}

}  // namespace stalemate::model::pull_391
