// Limits of Workers KV, and the errors for what exceeds them.
//
// Source: developers.cloudflare.com/kv/platform/limits. The key is checked by the runtime before
// anything is sent: github.com/cloudflare/workerd src/workerd/api/kv.c++, `validateKeyName`; an
// empty one and the two that a path would swallow are TypeErrors. The rest is checked by the
// server, in the order that its stand-in for local use has: github.com/cloudflare/workers-sdk,
// packages/miniflare, the KV gateway. All of them reject the promise; none throws.
#pragma once

#include <cstdint>

#include "model/config.h"
#include "model/error.h"

namespace stalemate::model {

inline constexpr std::int64_t kv_key_bytes_limit = 512;
inline constexpr std::int64_t kv_value_bytes_limit = std::int64_t{25} * 1024 * 1024;
inline constexpr std::int64_t kv_metadata_bytes_limit = 1024;
inline constexpr std::int64_t kv_ttl_ms_minimum = 60'000;

/// What the runtime says to the page's key before anything is sent; none if it is allowed.
/// @param too_long the error of the operation for a key beyond the limit
constexpr Error check_key(const PageConfig& page, Error too_long) {
  switch (page.key) {
    case KeyName::named:
      return page.key_bytes > kv_key_bytes_limit ? too_long : Error::none;
    case KeyName::empty:
      return Error::key_empty;
    case KeyName::dot:
      return Error::key_dot;
    case KeyName::dot_dot:
      return Error::key_dot_dot;
  }
  return Error::none;
}

/// What the server answers to a put of the page with this lifetime (0: no expiry); none if it
/// stores it.
constexpr Error check_put(const PageConfig& page, std::int64_t ttl_ms) {
  if (ttl_ms != 0 && ttl_ms < kv_ttl_ms_minimum) return Error::put_ttl_too_short;
  if (page.metadata_bytes > kv_metadata_bytes_limit) return Error::put_metadata_too_large;
  if (page.value_bytes > kv_value_bytes_limit) return Error::put_value_too_large;
  return Error::none;
}

}  // namespace stalemate::model
