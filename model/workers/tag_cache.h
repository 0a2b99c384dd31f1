// `_tagCache` of the KV cache handler: what the markers of tags said, for five seconds.
//
// It is a field of the handler object: of one that a module keeps for the isolate, or of one that
// each request makes for itself, which dies with its request. Source: the npm package vinext,
// dist/cloudflare/kv-cache-handler.js.
//
// Cost: a few dozen bytes a tag, in place.
#pragma once

#include <array>
#include <cstdint>

#include "model/kv/value.h"

namespace stalemate::model {

/// How long an entry is believed: TAG_CACHE_TTL_MS of the cache handler.
inline constexpr std::int64_t tag_cache_ttl_ms = 5'000;

class TagCache {
 public:
  struct Entry {
    std::int64_t timestamp_ms = 0;  // 0: the tag was never invalidated
    std::int64_t fetched_at_ms = 0;
    bool present = false;
  };

  Entry& at(std::uint32_t tag) { return entries_[tag]; }
  const Entry& at(std::uint32_t tag) const { return entries_[tag]; }
  void clear() { entries_.fill(Entry{}); }

 private:
  std::array<Entry, tag_limit> entries_{};
};

}  // namespace stalemate::model
