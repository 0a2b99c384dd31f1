// The central store and the read caches of the colos. A get takes 1 ms, a put or delete 10 ms.
#include <catch2/catch.hpp>

#include "tests/model/kv_bench.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

constexpr const char* at_write = "read cache at a write of request 1";
constexpr const char* at_read = "read cache answers request 1";
constexpr const char* too_soon = "second write within the interval, request 1";

WorldConfig one_colo() {
  WorldConfig config = tests::empty_store();
  config.kv.write_interval_us = 0;
  return config;
}
WorldConfig two_cached_colos() {
  WorldConfig config = one_colo();
  config.isolates_per_colo = {1, 1};
  config.kv.read_cache = true;
  return config;
}

TEST_CASE("a read sees the last committed write of its key", "[model][kv]") {
  KvBench bench(one_colo());
  CHECK(bench.read(html_key) == "nothing");
  bench.put(html_key, 1);
  CHECK(bench.read(html_key) == "nothing");  // on its way: the read comes first
  bench.run();
  CHECK(bench.read(html_key) == "render 1");
  bench.store(html_key, 2);
  CHECK(bench.read(html_key) == "render 2");
  CHECK(bench.read(rsc_key) == "nothing");
  bench.remove(html_key);
  bench.run();
  CHECK(bench.read(html_key) == "nothing");
}

TEST_CASE("a get sees the store as it is when it arrives there", "[model][kv]") {
  WorldConfig config = one_colo();
  config.latencies.kv_get = tests::fixed(10);
  config.latencies.kv_reply = tests::fixed(5);
  KvBench bench(config);
  bench.put(html_key, 1);
  bench.run_until(1);
  const sim::Promise<KvRead> read = bench.get(html_key);
  bench.run_until(9);
  CHECK_FALSE(bench.trace().has(EventKind::put_committed));
  bench.run_until(15);
  CHECK(read.pending());
  bench.run_until(16);
  REQUIRE(read.fulfilled());
  CHECK(read.value().value.generation.render == 1);
}

TEST_CASE("a colo reads its own copy for cacheTtl, whatever the store holds by then",
          "[model][kv]") {
  KvBench bench(two_cached_colos());
  bench.store(html_key, 1);
  CHECK(bench.read(html_key, 1) == "render 1");
  const std::int64_t filled_ms = bench.now_ms();
  bench.store(html_key, 2, 0, 0);
  CHECK(bench.read(html_key, 1) == "render 1");
  CHECK(bench.trace().count(EventKind::read_cache_hit) == 1);
  CHECK(bench.read(html_key, 0) == "render 2");
  // A get arrives after 1 ms.
  bench.run_until(filled_ms + 60'000 - 2);
  CHECK(bench.read(html_key, 1) == "render 1");
  bench.run_until(filled_ms + 60'000 - 1);
  CHECK(bench.read(html_key, 1) == "render 2");
}

TEST_CASE("a copy expires with its entry, if that comes before cacheTtl", "[model][kv]") {
  KvBench bench(two_cached_colos());
  bench.store(html_key, 1, 60'000);  // committed at 10 ms
  bench.run_until(30'000);
  CHECK(bench.read(html_key, 1) == "render 1");
  bench.run_until(60'008);
  CHECK(bench.read(html_key, 1) == "render 1");
  CHECK(bench.read(html_key, 1) == "nothing");
}

TEST_CASE("negative lookups are cached too", "[model][kv]") {
  KvBench bench(two_cached_colos());
  CHECK(bench.read(html_key, 1) == "nothing");
  bench.store(html_key, 1, 0, 0);
  CHECK(bench.read(html_key, 1) == "nothing");
  CHECK(bench.trace().count(EventKind::negative_read_cache_hit) == 1);
  CHECK(bench.read(html_key, 0) == "render 1");
}

TEST_CASE("a copy may be renewed before its time", "[model][kv]") {
  KvBench bench(two_cached_colos());
  bench.store(html_key, 1);
  bench.read(html_key, 1);
  bench.store(html_key, 2);
  bench.explorer().once(at_read, "a renewed copy");
  CHECK(bench.read(html_key, 1) == "render 2");
  CHECK(bench.explorer().unused().empty());
  CHECK(bench.read(html_key, 1) == "render 2");
}

TEST_CASE("the writing colo sees its write, or keeps its copy", "[model][kv]") {
  const bool keeps = GENERATE(false, true);
  KvBench bench(two_cached_colos());
  bench.store(html_key, 1);
  CHECK(bench.read(html_key) == "render 1");
  if (keeps) bench.explorer().once(at_write, "keeps its copy");
  bench.store(html_key, 2);
  CHECK(bench.read(html_key) == (keeps ? "render 1" : "render 2"));
  CHECK(bench.explorer().unused().empty());
}

TEST_CASE("without read caches every colo reads the central store", "[model][kv]") {
  WorldConfig config = two_cached_colos();
  config.kv.read_cache = false;
  KvBench bench(config);
  CHECK(bench.read(html_key, 1) == "nothing");
  bench.store(html_key, 1, 0, 0);
  CHECK(bench.read(html_key, 1) == "render 1");
  CHECK(bench.explorer().asked().empty());
}

TEST_CASE("a second write of a key within a second is answered 429", "[model][kv]") {
  WorldConfig config = one_colo();
  config.kv.write_interval_us = 1'000'000;
  config.isolates_per_colo = {1, 1};
  KvBench bench(config);
  bench.put(html_key, 1);
  bench.run_until(500);
  const sim::Promise<> second = bench.put(html_key, 2, 0, 1);
  const sim::Promise<> other_key = bench.put(rsc_key, 3);
  const sim::Promise<> removal = bench.remove(html_key);
  bench.run_until(600);
  CHECK(bench.outcome(second) == "KV PUT failed: 429 Too Many Requests");
  CHECK(bench.outcome(other_key) == "done");
  CHECK(bench.outcome(removal) == "KV DELETE failed: 429 Too Many Requests");
  CHECK(bench.read(html_key) == "render 1");
}

TEST_CASE("the second runs from commit to commit, and a rejected write does not count",
          "[model][kv]") {
  WorldConfig config = one_colo();
  config.kv.write_interval_us = 1'000'000;
  KvBench bench(config);
  bench.put(html_key, 1);  // committed at 10 ms
  bench.run_until(999);
  const sim::Promise<> early = bench.put(html_key, 2);
  bench.run_until(1000);
  const sim::Promise<> late = bench.put(html_key, 3);
  bench.run_until(1010);
  CHECK(bench.outcome(early) == "KV PUT failed: 429 Too Many Requests");
  CHECK(bench.outcome(late) == "done");
}

TEST_CASE("a delete counts as a write of its key", "[model][kv]") {
  WorldConfig config = one_colo();
  config.kv.write_interval_us = 1'000'000;
  KvBench bench(config);
  bench.remove(html_key);
  bench.run_until(100);
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run();
  CHECK(bench.outcome(put) == "KV PUT failed: 429 Too Many Requests");
}

TEST_CASE("that a second write is let through is explored as well", "[model][kv]") {
  WorldConfig config = one_colo();
  config.kv.write_interval_us = 1'000'000;
  KvBench bench(config);
  bench.store(html_key, 1);
  bench.explorer().once(too_soon, "accepted");
  bench.store(html_key, 2);
  CHECK(bench.explorer().unused().empty());
  CHECK(bench.read(html_key) == "render 2");
}

TEST_CASE("the write that commits last wins, not the one that was issued last", "[model][kv]") {
  WorldConfig config = one_colo();
  config.latencies.kv_put = tests::between(10, 10, 30);
  KvBench bench(config);
  bench.explorer().once("time of a put of request 1", "30 ms");
  bench.put(html_key, 1);
  bench.run_until(5);
  bench.put(html_key, 2);
  bench.run();
  CHECK(bench.read(html_key) == "render 1");
}

TEST_CASE("a delete issued before a put can commit after it", "[model][kv]") {
  WorldConfig config = one_colo();
  config.latencies.kv_delete = tests::fixed(30);
  KvBench bench(config);
  const sim::Promise<> removal = bench.remove(html_key);
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run_until(20);
  CHECK(bench.outcome(put) == "done");
  CHECK(bench.outcome(removal) == "pending");
  CHECK(bench.read(html_key) == "render 1");
  bench.run();
  CHECK(bench.read(html_key) == "nothing");
}

TEST_CASE("an entry expires with its expirationTtl, counted from the commit", "[model][kv]") {
  KvBench bench(one_colo());
  bench.store(html_key, 1, 60'000);
  REQUIRE(bench.now_ms() == 10);
  bench.run_until(60'008);
  CHECK(bench.read(html_key) == "render 1");
  CHECK(bench.read(html_key) == "nothing");
  bench.store(html_key, 2, 0);
  bench.run_until(1'000'000'000);
  CHECK(bench.read(html_key) == "render 2");
}

TEST_CASE("an operation is work of its owner until it is answered", "[model][kv]") {
  KvBench bench(one_colo());
  const sim::Promise<KvRead> read = bench.get(html_key);
  const sim::Promise<> put = bench.put(html_key, 1);
  const sim::Promise<> removal = bench.remove(rsc_key);
  sim::Kernel& kernel = *put.core()->kernel;
  const sim::OwnerId owner = put.creator();
  CHECK(kernel.pending_work(owner) == 3);
  CHECK(bench.kv().has_uncovered_write(owner));
  bench.run_until(1);
  CHECK(kernel.pending_work(owner) == 2);
  bench.run();
  CHECK(kernel.pending_work(owner) == 0);
  CHECK_FALSE(bench.kv().has_uncovered_write(owner));
  CHECK(bench.kv().in_flight().empty());
}

TEST_CASE("a get and a committed write need no cover", "[model][kv]") {
  WorldConfig config = one_colo();
  config.latencies.kv_reply = tests::fixed(5);
  KvBench bench(config);
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run_until(9);
  CHECK(bench.kv().has_uncovered_write(put.creator()));
  bench.run_until(10);
  CHECK(bench.trace().has(EventKind::put_committed));
  const sim::Promise<KvRead> read = bench.get(html_key);
  CHECK(put.pending());
  CHECK(read.pending());
  CHECK_FALSE(bench.kv().has_uncovered_write(put.creator()));
}

}  // namespace
}  // namespace stalemate::model
