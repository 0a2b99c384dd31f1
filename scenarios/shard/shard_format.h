// How shard.json says what it is.
//
// Cost: none.
#pragma once

namespace stalemate::scenarios::shards {

inline constexpr const char* shard_format = "stalemate-shard";
/// Rises whenever a field comes, goes or changes: only equal versions are merged.
inline constexpr int shard_format_version = 3;

}  // namespace stalemate::scenarios::shards
