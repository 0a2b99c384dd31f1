// How KV fails. Every error is a rejected promise; nothing throws.
#include <catch2/catch.hpp>

#include "tests/model/kv_bench.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

WorldConfig without_write_limit() {
  WorldConfig config = tests::empty_store();
  config.kv.write_interval_us = 0;
  return config;
}

struct Failure {
  Fault fault;
  const char* label;
  const char* message;
};

TEST_CASE("a put that fails rejects with the server's message and stores nothing", "[model][kv]") {
  const Failure failure = GENERATE(
      Failure{Fault::put_429, "put of request 1", "KV PUT failed: 429 Too Many Requests"},
      Failure{Fault::put_5xx, "put of request 1", "KV PUT failed: 500 Internal Server Error"});
  WorldConfig config = without_write_limit();
  config.faults.set(failure.fault, 1);
  KvBench bench(config);
  bench.explorer().always(failure.label, name(failure.fault));
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run();
  CHECK(bench.explorer().unused().empty());
  CHECK(bench.outcome(put) == failure.message);
  CHECK(bench.trace().has(EventKind::put_rejected));
  CHECK_FALSE(bench.trace().has(EventKind::put_acknowledged));
  CHECK(bench.read(html_key) == "nothing");
  // The budget is spent: the next one goes through.
  bench.store(html_key, 2);
  CHECK(bench.read(html_key) == "render 2");
}

TEST_CASE("a delete that fails rejects and removes nothing", "[model][kv]") {
  WorldConfig config = without_write_limit();
  config.faults.set(Fault::delete_5xx, 1);
  KvBench bench(config);
  bench.store(html_key, 1);
  bench.explorer().always("delete of request 1", "delete_5xx");
  const sim::Promise<> removal = bench.remove(html_key);
  bench.run();
  CHECK(bench.outcome(removal) == "KV DELETE failed: 500 Internal Server Error");
  CHECK(bench.trace().has(EventKind::delete_rejected));
  CHECK(bench.read(html_key) == "render 1");
}

TEST_CASE("a get that fails rejects, and the read cache learns nothing from it", "[model][kv]") {
  WorldConfig config = without_write_limit();
  config.kv.read_cache = true;
  config.faults.set(Fault::get_5xx, 1);
  KvBench bench(config);
  bench.explorer().once("get of request 1", "get_5xx");
  CHECK(bench.read(html_key) == "KV GET failed: 500 Internal Server Error");
  CHECK(bench.trace().has(EventKind::get_failed));
  CHECK_FALSE(bench.kv().cache(0).holds(html_key, 0));
  CHECK(bench.read(html_key) == "nothing");
}

TEST_CASE("after a lost connection nobody knows whether the put was stored", "[model][kv]") {
  const bool committed = GENERATE(false, true);
  WorldConfig config = without_write_limit();
  config.faults.set(Fault::put_connection_lost, 1);
  KvBench bench(config);
  bench.explorer().always("put of request 1", "put_connection_lost");
  if (committed) bench.explorer().once("fate of the put of request 1", "committed");
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run();
  CHECK(bench.explorer().unused().empty());
  CHECK(bench.outcome(put) == "Network connection lost.");
  CHECK(bench.trace().has(EventKind::put_lost) == !committed);
  CHECK(bench.read(html_key) == (committed ? "render 1" : "nothing"));
}

TEST_CASE("a put that is never answered stays pending", "[model][kv]") {
  WorldConfig config = without_write_limit();
  SECTION("as a fault") { config.faults.set(Fault::put_never_answered, 1); }
  SECTION("as prescribed") { config.puts = {{1, PutScriptKind::never_answered, 0, std::nullopt}}; }
  KvBench bench(config);
  bench.explorer().always("put of request 1", "put_never_answered");
  const sim::Promise<> put = bench.put(html_key, 1);
  bench.run();
  CHECK(bench.outcome(put) == "pending");
  CHECK(bench.trace().count(EventKind::put_never_answered) == 1);
  CHECK(bench.kv().has_uncovered_write(put.creator()));
  CHECK(bench.read(html_key) == "nothing");
}

// --- puts whose fate a scenario prescribes, by their order

TEST_CASE("a prescribed 429 hits the put that it names", "[model][kv]") {
  WorldConfig config = without_write_limit();
  config.puts = {{2, PutScriptKind::too_many_requests, 0, std::nullopt}};
  KvBench bench(config);
  const sim::Promise<> first = bench.put(html_key, 1);
  const sim::Promise<> second = bench.put(rsc_key, 2);
  const sim::Promise<> third = bench.put(first_tag_key, 3);
  bench.run();
  CHECK(bench.outcome(first) == "done");
  CHECK(bench.outcome(second) == "KV PUT failed: 429 Too Many Requests");
  CHECK(bench.outcome(third) == "done");
}

TEST_CASE("a prescribed reset rejects the put; the server may go on with it", "[model][kv]") {
  WorldConfig config = without_write_limit();
  config.puts = {{1, PutScriptKind::connection_reset, sim::from_milliseconds(50), std::nullopt}};
  SECTION("it does not") {
    KvBench bench(config);
    const sim::Promise<> put = bench.put(html_key, 1);
    bench.run_until(49);
    CHECK(bench.outcome(put) == "pending");
    bench.run();
    CHECK(bench.now_ms() == 50);
    CHECK(bench.outcome(put) == "Network connection lost.");
    CHECK(bench.read(html_key) == "nothing");
  }
  SECTION("it commits later") {
    config.puts[0].commit_after_us = sim::from_milliseconds(300);
    KvBench bench(config);
    const sim::Promise<> put = bench.put(html_key, 1);
    bench.run_until(50);
    CHECK(bench.outcome(put) == "Network connection lost.");
    CHECK(bench.read(html_key) == "nothing");
    bench.run();
    CHECK(bench.trace().time_of(EventKind::put_committed_late) == 300);
    CHECK(bench.read(html_key) == "render 1");
  }
  SECTION("it has committed before, and the answer is on its way") {
    config.puts[0].commit_after_us = sim::from_milliseconds(45);
    config.latencies.kv_reply = tests::between(10, 10, 10);
    KvBench bench(config);
    const sim::Promise<> put = bench.put(html_key, 1);
    bench.run_until(52);
    CHECK(bench.outcome(put) == "pending");
    bench.run();
    CHECK(bench.now_ms() == 55);
    CHECK(bench.outcome(put) == "done");
    CHECK(bench.read(html_key) == "render 1");
  }
}

}  // namespace
}  // namespace stalemate::model
