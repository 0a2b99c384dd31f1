// Limits of Workers KV, and the errors for what exceeds them.
//
// Source: developers.cloudflare.com/kv/platform/limits; the key length is checked by the runtime
// before anything is sent (workerd src/workerd/api/kv.c++), the rest by the server. All of them
// reject the promise; none throws.
#pragma once

#include <cstdint>

#include "model/error.h"

namespace stalemate::model {

inline constexpr std::int64_t kv_key_bytes_limit = 512;
inline constexpr std::int64_t kv_value_bytes_limit = std::int64_t{25} * 1024 * 1024;
inline constexpr std::int64_t kv_ttl_ms_minimum = 60'000;

/// True if the runtime refuses the key before anything is sent.
constexpr bool key_too_long(std::int64_t key_bytes) { return key_bytes > kv_key_bytes_limit; }

/// What the server answers to a put of this size and lifetime (0: no expiry); none if it stores it.
constexpr Error check_put(std::int64_t value_bytes, std::int64_t ttl_ms) {
  if (value_bytes > kv_value_bytes_limit) return Error::put_value_too_large;
  if (ttl_ms != 0 && ttl_ms < kv_ttl_ms_minimum) return Error::put_ttl_too_short;
  return Error::none;
}

}  // namespace stalemate::model
