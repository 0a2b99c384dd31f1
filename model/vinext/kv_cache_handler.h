// KVCacheHandler: the cache handler that vinext ships for Workers KV, in its published shapes.
//
// Sources, side by side with the C++ here: the npm packages vinext 0.0.26, 0.0.30 and 0.0.55,
// dist/cloudflare/kv-cache-handler.js, and @vinext/cloudflare 1.0.0-beta.7, dist/cache/
// kv-data-adapter.runtime.js, which vinext 1.4.0 uses; for the shapes between them the pull
// requests 391, 405 and 425 of github.com/cloudflare/vinext.
//
// The functions are written to read like the TypeScript: an async function is a coroutine, `await`
// is co_await, a plain function that returns a promise is a plain function.
#pragma once

#include <cstdint>
#include <optional>

#include "model/kv/value.h"
#include "model/workers/host.h"
#include "sim/promise.h"

namespace stalemate::model {

/// What get() resolves with: `null`, or an entry that may be stale.
struct CacheRead {
  KvValue entry;
  std::uint32_t found = 0;
  std::uint32_t stale = 0;  // cacheState: "stale"
};
inline void digest(sim::Account& account, const CacheRead& read) {
  account.word(read.found * 2 + read.stale);
  if (read.found != 0) digest_as_read(account, read.entry);
}

/// What set() is given: the page's content and its cache policy.
struct CacheData {
  RenderId generation;
  std::int64_t revalidate_ms = 0;
  std::uint32_t tags = 0;
  std::uint32_t kept = 0;  // an earlier entry, stored again since its regeneration failed
};
inline void digest(sim::Account& account, const CacheData& data) {
  digest(account, data.generation);
  account.word(static_cast<std::uint64_t>(data.revalidate_ms));
  account.word(static_cast<std::uint64_t>(data.kept) << 32 | data.tags);
}

/// Tags of the page, by their numbers: [first, end).
struct Tags {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};
inline void digest(sim::Account& account, const Tags& tags) {
  account.word(static_cast<std::uint64_t>(tags.first) << 32 | tags.end);
}

class KvCacheHandler {
 public:
  explicit KvCacheHandler(Host& host) : host_(&host) {}

  sim::Promise<CacheRead> get(Key key);
  sim::Promise<> set(Key key, const CacheData& data);
  /// Marks the tags as invalidated now.
  sim::Promise<> revalidate_tag(Tags tags);

 private:
  Generation generation() const { return host_->config().handler.generation; }

  Host* host_;
};

// One set of functions for each shape.
namespace v0_0_26 {
sim::Promise<CacheRead> get(Host& host, Key key);
sim::Promise<> set(Host& host, Key key, CacheData data);
sim::Promise<> revalidate_tag(Host& host, Tags tags);
}  // namespace v0_0_26
namespace pull_391 {
sim::Promise<CacheRead> get(Host& host, Key key);
/// `return Promise.resolve()` while the put goes on in the background: up to pull 425.
sim::Promise<> set_in_background(Host& host, Key key, const CacheData& data);
/// `return this._put(...)`: from pull 425 on.
sim::Promise<> set(Host& host, Key key, const CacheData& data);
}  // namespace pull_391
namespace v0_0_30 {
sim::Promise<CacheRead> get(Host& host, Key key);
sim::Promise<> set(Host& host, Key key, const CacheData& data);
sim::Promise<> revalidate_tag(Host& host, Tags tags);
}  // namespace v0_0_30
namespace v0_0_55 {
sim::Promise<CacheRead> get(Host& host, Key key);
sim::Promise<> set(Host& host, Key key, const CacheData& data);
}  // namespace v0_0_55

// What several shapes share.

/// The policy of an entry that is stored again because its regeneration failed, from 1.4.0 on:
/// between 3 and 30 seconds, and an end at least three seconds after that.
std::int64_t kept_revalidate_ms(const PageConfig& page);
std::optional<std::int64_t> kept_expire_ms(const PageConfig& page);

/// `_put`: issues the put and registers it with the visible context, if there is one.
sim::Promise<> put_registered(Host& host, Key key, const KvValue& value, std::int64_t ttl_ms);
/// `_deleteInBackground`
void delete_in_background(Host& host, Key key);
/// The entry that set() stores, stamped now. A revalidate time of 0 or less gives
/// `revalidateAt: null`, as does `expire_ms` for `expireAt`.
KvValue build_entry(Host& host, const CacheData& data, std::optional<std::int64_t> expire_ms);
/// The last step of every get(): stale or fresh by the clock.
CacheRead judged_by_time(Host& host, const KvValue& entry);
/// The marker's time if the tag was invalidated at or after `last_modified_ms`, else nothing.
bool invalidates(const KvRead& marker, std::int64_t last_modified_ms);
/// Promise.all over the puts of the tags' markers, stamped now.
sim::Promise<> put_markers(Host& host, Tags tags);
/// expirationTtl of entries that can become stale.
std::int64_t entry_ttl_ms(Host& host, const KvValue& entry);

}  // namespace stalemate::model
