// The limits of the store: what the runtime refuses before it sends anything, what the server does.
#include <utility>

#include <catch2/catch.hpp>

#include "model/describe.h"
#include "model/kv/limits.h"
#include "tests/model/kv_bench.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

WorldConfig with_sizes(std::int64_t key_bytes, std::int64_t value_bytes) {
  WorldConfig config = tests::empty_store();
  config.kv.write_interval_us = 0;
  config.page.key_bytes = key_bytes;
  config.page.value_bytes = value_bytes;
  return config;
}

TEST_CASE("a key beyond 512 bytes is refused before anything is sent", "[model][kv]") {
  KvBench bench(with_sizes(513, 1));
  const std::string reason =
      "failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.";
  CHECK(bench.outcome(bench.put(html_key, 1)) == "KV PUT " + reason);
  CHECK(bench.outcome(bench.get(html_key)) == "KV GET " + reason);
  CHECK(bench.outcome(bench.remove(html_key)) == "KV DELETE " + reason);
  CHECK(bench.trace().events().empty());
  // It is the page's key that is long, not that of a marker.
  bench.store(first_tag_key, 1);
  CHECK(bench.read(first_tag_key) == "render 1");
  KvBench at_the_limit(with_sizes(512, 1));
  at_the_limit.store(html_key, 1);
  CHECK(at_the_limit.read(html_key) == "render 1");
}

TEST_CASE("a value beyond 25 MiB is refused by the server", "[model][kv]") {
  KvBench bench(with_sizes(32, 25 * 1024 * 1024 + 1));
  const sim::Promise<> put = bench.put(html_key, 1);
  CHECK(bench.outcome(put) == "pending");
  bench.run();
  CHECK(bench.outcome(put) ==
        "KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400.");
  CHECK(bench.trace().has(EventKind::put_sent));
  CHECK(bench.trace().has(EventKind::put_rejected));
  CHECK(bench.read(html_key) == "nothing");
  // The limit is the page's, not a small marker's.
  bench.store(first_tag_key, 1);
  CHECK(bench.read(first_tag_key) == "render 1");

  KvBench at_the_limit(with_sizes(32, 25 * 1024 * 1024));
  at_the_limit.store(html_key, 1);
  CHECK(at_the_limit.read(html_key) == "render 1");
}

TEST_CASE("an empty key and those that a path swallows are refused before anything is sent",
          "[model][kv]") {
  const auto [key, text] =
      GENERATE(std::pair{KeyName::empty, "Key name cannot be empty."},
               std::pair{KeyName::dot, "\".\" is not allowed as a key name."},
               std::pair{KeyName::dot_dot, "\"..\" is not allowed as a key name."});
  WorldConfig config = with_sizes(32, 1);
  config.page.key = key;
  KvBench bench(config);
  CHECK(bench.outcome(bench.put(html_key, 1)) == text);
  CHECK(bench.outcome(bench.get(html_key)) == text);
  CHECK(bench.outcome(bench.remove(html_key)) == text);
  CHECK(bench.trace().events().empty());
  bench.store(first_tag_key, 1);
  CHECK(bench.read(first_tag_key) == "render 1");
}

TEST_CASE("metadata beyond 1024 bytes is refused by the server", "[model][kv]") {
  WorldConfig config = with_sizes(32, 1);
  config.page.metadata_bytes = 1025;
  KvBench bench(config);
  const sim::Promise<> put = bench.put(html_key, 1);
  CHECK(bench.outcome(put) == "pending");
  bench.run();
  CHECK(bench.outcome(put) == "KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024.");
  CHECK(bench.trace().has(EventKind::put_rejected));
  CHECK(bench.read(html_key) == "nothing");
  // Markers carry none.
  bench.store(first_tag_key, 1);
  CHECK(bench.read(first_tag_key) == "render 1");

  config.page.metadata_bytes = 1024;
  KvBench at_the_limit(config);
  at_the_limit.store(html_key, 1);
  CHECK(at_the_limit.read(html_key) == "render 1");
}

TEST_CASE("of several limits the server names the lifetime, the metadata, the value, in this order",
          "[model][kv]") {
  WorldConfig config = with_sizes(32, kv_value_bytes_limit + 1);
  config.page.metadata_bytes = kv_metadata_bytes_limit + 1;
  config.page.kv_ttl_ms = 1;
  CHECK(check_put(config.page, 1) == Error::put_ttl_too_short);
  CHECK(check_put(config.page, 0) == Error::put_metadata_too_large);
  config.page.metadata_bytes = 0;
  CHECK(check_put(config.page, 0) == Error::put_value_too_large);
}

TEST_CASE("the description of a refused put names the length of the scenario's own value",
          "[model][kv]") {
  WorldConfig config = with_sizes(32, kv_value_bytes_limit + 7);
  sim::TraceEvent event;
  event.kind = static_cast<std::uint32_t>(EventKind::put_rejected);
  event.subject = 1;
  event.extra = static_cast<std::int64_t>(Error::put_value_too_large);
  CHECK(describe(event, config) ==
        "request 1: kv.put() will reject: KV PUT failed: 413 Value length of 26214407 exceeds "
        "limit of 26214400.");
}

TEST_CASE("an expirationTtl below 60 s is refused by the server", "[model][kv]") {
  WorldConfig config = with_sizes(32, 1);
  config.page.kv_ttl_ms = 59'999;
  KvBench bench(config);
  const sim::Promise<> put = bench.put(html_key, 1, 59'999);
  bench.run();
  CHECK(bench.outcome(put) ==
        "KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.");
  CHECK(bench.read(html_key) == "nothing");
  bench.store(html_key, 2, 60'000);
  CHECK(bench.read(html_key) == "render 2");
}

}  // namespace
}  // namespace stalemate::model
