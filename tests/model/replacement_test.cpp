// Isolates that are replaced: by a deploy, or for exceeding their memory.
#include <string>

#include <catch2/catch.hpp>

#include "model/error.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;
using tests::ScriptedExplorer;

/// The regeneration of request 1 reads until 1 ms, renders until 11, and puts until 21.
WorldConfig regenerating() {
  WorldConfig config = tests::stale_entry();
  tests::lose_cut_puts(config);
  config.kv.write_interval_us = 0;
  return config;
}

TEST_CASE(
    "after a deploy, requests find empty globals, and those in flight finish with the old ones",
    "[model][runtime]") {
  WorldConfig config = regenerating();
  config.workload = {tests::at(0), tests::at(5, ArrivalKind::deploy), tests::at(6), tests::at(8)};
  DrivenWorld world(config);
  world.run_until(12);
  // The slot of request 1 is out of sight for request 2, not that of request 2 for request 3.
  CHECK(world.trace().has(EventKind::regeneration_started, 2));
  CHECK(world.trace().has(EventKind::regeneration_deduplicated, 3));
  CHECK(world.isolate(0).live_contexts == 1);  // request 3 is answered
  CHECK(world.isolate(1).live_contexts == 1);
  CHECK(world.isolate(1).replaced);
  CHECK(world.trace().count(EventKind::isolate_started) == 2);
  world.run();
  for (std::uint32_t request = 1; request <= 3; ++request) {
    CHECK(world.trace().has(EventKind::context_ended, request));
  }
  CHECK(world.trace().count(EventKind::put_acknowledged) == 2);
  CHECK_FALSE(world.isolate(1).replaced);
  CHECK_FALSE(world.isolate(1).pending_regenerations.has(html_key));
  CHECK_FALSE(world.isolate(0).pending_regenerations.has(html_key));
}

TEST_CASE("a deploy replaces every isolate that is up, an idle one at once", "[model][runtime]") {
  WorldConfig config = regenerating();
  config.isolates_per_colo = {1, 2};
  config.workload = {tests::on_isolate(0, tests::at(0)),
                     tests::on_isolate(1, tests::with_render(RenderScript::hangs, tests::at(0))),
                     tests::at(95, ArrivalKind::deploy)};
  DrivenWorld world(config);
  world.run_until(95);
  REQUIRE(world.trace().count(EventKind::isolate_replaced) == 2);
  CHECK(world.trace().first(EventKind::isolate_replaced).extra == 0);
  CHECK_FALSE(world.isolate(0).started);
  CHECK_FALSE(world.isolate(1).started);
  // The place of the second isolate of three, kept by a spare of its own colo.
  CHECK(world.isolate(4).replaced);
  CHECK(world.isolate(4).colo == 1);
  CHECK(world.isolate(4).live_contexts == 1);
}

TEST_CASE("after a deploy, contexts that are not done within the grace are cut",
          "[model][runtime]") {
  WorldConfig config = regenerating();
  config.runtime.wait_until_limit_us.reset();
  config.runtime.deploy_grace_us = sim::from_milliseconds(1000);
  config.workload = {tests::with_render(RenderScript::hangs, tests::at(0)),
                     tests::at(100, ArrivalKind::deploy), tests::at(2000)};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::deploy_grace_over, 1) == 1100);
  // What it has left behind went with its isolate.
  CHECK_FALSE(world.trace().has(EventKind::regeneration_slot_orphaned));
  CHECK_FALSE(world.isolate(1).replaced);
  CHECK_FALSE(world.isolate(1).pending_regenerations.has(html_key));
  CHECK(world.trace().has(EventKind::regeneration_started, 2));
}

TEST_CASE(
    "an isolate out of memory gets no more requests; the runtime may cancel any of those it "
    "has",
    "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  tests::lose_cut_puts(config);
  config.faults.set(Fault::memory_limit, 1);
  config.workload = tests::requests_at({0, 0, 30});
  ScriptedExplorer explorer;
  explorer.once("beyond its isolate's memory, request 2", "is cancelled");
  DrivenWorld world(config, explorer);
  world.run_until(5);
  explorer.once("what strikes now", "out of memory, isolate 1");
  world.run();
  CHECK(explorer.unused().empty());
  CHECK(world.trace().time_of(EventKind::memory_limit_exceeded, 2) == 1);
  CHECK(world.trace().first(EventKind::served_error, 2).detail ==
        static_cast<std::int64_t>(Error::memory_limit));
  CHECK(world.trace().has(EventKind::served_miss, 1));
  CHECK(world.trace().has(EventKind::context_ended, 1));
  CHECK(world.trace().first(EventKind::request_arrived, 3).detail == 0);
  CHECK(world.trace().has(EventKind::isolate_started, 3));
}

TEST_CASE("an isolate is not replaced again while the one before it still finishes",
          "[model][runtime]") {
  WorldConfig config = regenerating();
  config.faults.set(Fault::memory_limit, 2);
  config.faults.set(Fault::deploy, 1);
  config.workload = tests::requests_at({0, 6});
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(5);
  explorer.once("what strikes now", "out of memory, isolate 1");
  world.run_until(8);
  REQUIRE(world.trace().count(EventKind::isolate_replaced) == 1);
  CHECK_FALSE(world.world().runtime().may_be_replaced(0));
  CHECK_FALSE(world.world().runtime().all_may_be_replaced());
  world.run();
  CHECK(world.world().runtime().may_be_replaced(0));
  CHECK(world.world().runtime().all_may_be_replaced());
}

TEST_CASE("a slot that a dead request has left is gone with the isolate at a deploy",
          "[model][runtime]") {
  WorldConfig config = regenerating();
  config.workload = {tests::at(0), tests::at(100)};
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::violated);
  config.workload.push_back(tests::at(200, ArrivalKind::deploy));
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::holds);
}

}  // namespace
}  // namespace stalemate::model
