// The errors that a simulated program can see, with the messages of the real runtime.
//
// A message with {} names a number of the request; message() in describe.h fills it in.
//
// Promises are rejected with one of these (sim::Rejection holds the number). Messages of the
// key-value store follow workerd `src/workerd/api/kv.c++`, those of its server what miniflare
// answers in its place (github.com/cloudflare/workers-sdk, packages/miniflare, the KV gateway).
//
// The numbers are part of traces and of their hashes: new errors come last.
#pragma once

#include <cstdint>

#include "model/names.h"
#include "sim/promise.h"

namespace stalemate::model {

enum class Error : std::uint8_t {
  none,
  orphaned_promise,
  render_threw,
  network_connection_lost,
  get_failed,
  get_key_too_long,
  put_too_many_requests,
  put_failed,
  put_key_too_long,
  put_value_too_large,
  put_ttl_too_short,
  delete_key_too_long,
  delete_too_many_requests,
  delete_failed,
  hung,
  key_empty,
  key_dot,
  key_dot_dot,
  put_metadata_too_large,
  cpu_limit,
  too_many_operations,
  memory_limit,
  handler_threw,
};

template <>
struct NamesOf<Error> {
  static constexpr auto table = std::to_array<const char*>({
      "none",
      "This promise was created by a request that has since ended, so it can never settle",
      "the render threw",
      "Network connection lost.",
      "KV GET failed: 500 Internal Server Error",
      "KV GET failed: 414 UTF-8 encoded length of {} exceeds key length limit of 512.",
      "KV PUT failed: 429 Too Many Requests",
      "KV PUT failed: 500 Internal Server Error",
      "KV PUT failed: 414 UTF-8 encoded length of {} exceeds key length limit of 512.",
      "KV PUT failed: 413 Value length of {} exceeds limit of 26214400.",
      "KV PUT failed: 400 Invalid expiration_ttl of {}. Expiration TTL must be at least 60.",
      "KV DELETE failed: 414 UTF-8 encoded length of {} exceeds key length limit of 512.",
      "KV DELETE failed: 429 Too Many Requests",
      "KV DELETE failed: 500 Internal Server Error",
      "The Workers runtime canceled this request because it detected that your Worker's code had "
      "hung",
      "Key name cannot be empty.",
      "\".\" is not allowed as a key name.",
      "\"..\" is not allowed as a key name.",
      "KV PUT failed: 413 Metadata length of {} exceeds limit of 1024.",
      "Worker exceeded CPU time limit.",
      "Too many API requests by single worker invocation.",
      "Worker exceeded memory limit.",
      "the handler threw",
  });
};

constexpr sim::Rejection rejection(Error error) {
  return sim::Rejection{static_cast<std::uint32_t>(error)};
}

}  // namespace stalemate::model
