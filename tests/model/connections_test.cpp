// The limits of one request: how many of its operations may be under way at once, how many in all.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/describe.h"
#include "model/workers/profiles.h"
#include "tests/model/kv_bench.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

/// A store where a get takes 1 ms and a put or delete 10 ms.
WorldConfig with_connections(std::uint32_t connections) {
  WorldConfig config = tests::empty_store();
  config.kv.write_interval_us = 0;
  config.runtime.connections = connections;
  return config;
}

std::vector<std::int64_t> times_of(const tests::CollectingSink& trace, EventKind kind) {
  std::vector<std::int64_t> times;
  for (const sim::TraceEvent& event : trace.events()) {
    if (event.kind == static_cast<std::uint32_t>(kind)) times.push_back(event.at_us / 1000);
  }
  return times;
}

TEST_CASE(
    "as many operations are under way at once as a request may have connections; the others "
    "follow in the order in which they were issued",
    "[model][kv]") {
  KvBench bench(with_connections(2));
  bench.put(html_key, 1);
  bench.put(rsc_key, 2);
  bench.put(html_key, 3);
  const sim::Promise<KvRead> read = bench.get(html_key);
  CHECK(bench.trace().count(EventKind::connection_awaited) == 2);
  bench.run();
  // Two at once, the third when the first is answered; the get when the second is, so that it is
  // answered before the third put is stored.
  CHECK(times_of(bench.trace(), EventKind::put_sent) == std::vector<std::int64_t>{0, 0, 10});
  CHECK(times_of(bench.trace(), EventKind::put_acknowledged) ==
        std::vector<std::int64_t>{10, 10, 20});
  CHECK(times_of(bench.trace(), EventKind::get_sent) == std::vector<std::int64_t>{10});
  REQUIRE(read.fulfilled());
  CHECK(read.value().value.generation.render == 1);
}

TEST_CASE("six operations of a request may be under way at once, or any number", "[model][kv]") {
  CHECK(RuntimeProfile{}.connections == 6);
  const auto awaited = [](std::uint32_t connections) {
    KvBench bench(with_connections(connections));
    for (std::uint64_t render = 1; render <= 8; ++render) bench.put(html_key, render);
    return bench.trace().count(EventKind::connection_awaited);
  };
  CHECK(awaited(6) == 2);
  CHECK(awaited(0) == 0);
}

TEST_CASE(
    "a put that waits for a connection behind one that is never answered is not sent, and "
    "dies with its context",
    "[model][kv]") {
  WorldConfig config = with_connections(1);
  config.faults.set(Fault::put_never_answered, 1);
  config.runtime.unsent_put = UnsentPut::complete;  // of what has a connection
  KvBench bench(config);
  bench.explorer().once("put of request 1", "put_never_answered");
  bench.put(html_key, 1);
  const sim::Promise<> behind = bench.put(rsc_key, 2);
  bench.run();
  CHECK(bench.outcome(behind) == "pending");
  CHECK(bench.trace().count(EventKind::put_sent) == 1);
  REQUIRE(bench.kv().in_flight().size() == 2);
  CHECK(bench.kv().has_uncovered_write(bench.kv().in_flight()[1].owner));
  bench.kv().cut(bench.kv().in_flight()[1].owner);
  CHECK(bench.trace().count(EventKind::put_cut_unsent) == 1);
  bench.run();
  CHECK(bench.read(rsc_key) == "nothing");
}

TEST_CASE("one operation too many of a request is refused, whatever it is", "[model][kv]") {
  WorldConfig config = with_connections(6);
  config.runtime.kv_operations = 2;
  KvBench bench(config);
  bench.store(html_key, 1);
  CHECK(bench.read(html_key) == "render 1");
  const std::string reason = "Too many API requests by single worker invocation.";
  CHECK(bench.outcome(bench.get(html_key)) == reason);
  CHECK(bench.outcome(bench.put(html_key, 2)) == reason);
  CHECK(bench.outcome(bench.remove(html_key)) == reason);
  CHECK(bench.trace().count(EventKind::operation_refused) == 3);
  CHECK(bench.kv().in_flight().empty());
}

TEST_CASE("each request counts its own operations", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.runtime.kv_operations = 2;  // the get and the put of a regeneration
  config.workload = tests::requests_each(2000, 3);
  tests::DrivenWorld enough(config);
  enough.run();
  CHECK_FALSE(enough.trace().has(EventKind::operation_refused));
  CHECK(enough.trace().count(EventKind::put_acknowledged) == 3);
  config.runtime.kv_operations = 1;
  const tests::WholeRun too_few = tests::run_whole(config);
  CHECK(too_few.trace.has(EventKind::operation_refused, 1));
  CHECK(too_few.trace.has(EventKind::operation_refused, 3));
  CHECK(too_few.eventually_fresh() == Verdict::violated);
}

TEST_CASE("releases of the open-source runtime know neither limit", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  apply_profile(Profile::workerd_2026_11_17, config.runtime, config.kv);
  CHECK(config.runtime.connections == 0);
  CHECK(config.runtime.kv_operations == 0);
}

}  // namespace
}  // namespace stalemate::model
