// waitUntil: with which context it registers, what it waits for, and its limit.
#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

TEST_CASE("waitUntil registers with the current context, whichever one is visible",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].visible_context = VisibleContext::foreign;
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().has(EventKind::foreign_context_visible, 1));
  CHECK(world.trace().has(EventKind::wait_until_registered, 1));
  CHECK(world.trace().time_of(EventKind::context_ended, 1) == 21);
  CHECK(world.stored().value.generation.of_isolate == 1);
}

TEST_CASE("without a visible context nothing is registered", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  SECTION("prescribed") {
    config.workload[0].visible_context = VisibleContext::none;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().has(EventKind::context_not_visible, 1));
    CHECK_FALSE(world.trace().has(EventKind::wait_until_registered));
    CHECK(world.trace().time_of(EventKind::context_ended) == 1);
  }
  SECTION("as a fault") {
    config.faults.set(Fault::context_missing, 1);
    tests::ScriptedExplorer explorer;
    explorer.always("context of request 1", "context_missing");
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.unused().empty());
    CHECK(world.trace().has(EventKind::context_not_visible, 1));
    CHECK_FALSE(world.trace().has(EventKind::wait_until_registered));
  }
}

TEST_CASE("which context is visible stays the same after awaits", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload = {tests::at(0), tests::at(2)};
  config.workload[1].visible_context = VisibleContext::none;
  config.isolates_per_colo = {2};
  config.workload[0].isolate = 0;
  config.workload[1].isolate = 1;
  DrivenWorld world(config);
  world.run();
  // The regeneration and, ten milliseconds of rendering later, its put: twice.
  CHECK(world.trace().count(EventKind::wait_until_registered, 1) == 2);
  CHECK(world.trace().count(EventKind::wait_until_registered, 2) == 0);
}

TEST_CASE("a waitUntil promise that rejects does not end the others", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_registered = false;
  config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
  config.workload[0].wait_until_us = sim::from_milliseconds(50);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::put_rejected) == 21);
  CHECK(world.trace().time_of(EventKind::context_ended) == 50);
}

TEST_CASE("a handler that throws still drains its waitUntil set", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].render = RenderScript::throws;
  config.workload[0].wait_until_us = sim::from_milliseconds(50);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::served_error) == 11);
  CHECK(world.trace().first(EventKind::context_draining).detail == 1);
  CHECK(world.trace().time_of(EventKind::context_ended) == 50);
}

TEST_CASE("waitUntil within a waitUntil task extends the context's life", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  // set() resolves at once, and with it the regeneration; what was registered meanwhile is the put.
  config.handler.generation = Generation::before_425;
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == 11);
  CHECK(world.trace().count(EventKind::wait_until_registered) == 2);
  CHECK(world.trace().time_of(EventKind::put_acknowledged) == 21);
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
}

WorldConfig unanswered_put() {
  WorldConfig config = tests::stale_entry();
  config.puts = {{1, PutScriptKind::never_answered, 0, std::nullopt}};
  return config;
}

TEST_CASE("waitUntil lasts at most the limit, counted from the end of the response",
          "[model][runtime]") {
  WorldConfig config = unanswered_put();
  SECTION("30 s by default") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'001);
    CHECK(world.trace().has(EventKind::regeneration_slot_orphaned));
    CHECK_FALSE(world.trace().has(EventKind::context_ended));
    CHECK(world.world().runtime().live_contexts() == 0);
  }
  SECTION("a streamed body counts as response") {
    config.page.body = BodyKind::js_stream;
    config.latencies.body = tests::fixed(600);
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'601);
  }
  SECTION("a client that goes ends the response") {
    config.workload[0].hold_response_us = sim::from_milliseconds(1000);
    config.workload[0].client_gone_after_us = sim::from_milliseconds(5);
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'005);
  }
  SECTION("another limit") {
    config.runtime.wait_until_limit_us = sim::from_milliseconds(100);
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 101);
  }
  SECTION("none") {
    config.runtime.wait_until_limit_us.reset();
    DrivenWorld world(config);
    world.run();
    CHECK_FALSE(world.trace().has(EventKind::wait_until_limit_reached));
    CHECK(world.world().runtime().live_contexts() == 1);
  }
}

TEST_CASE("the limit holds for what is registered while tear-down is late, too",
          "[model][runtime]") {
  WorldConfig config = unanswered_put();
  config.handler.regeneration_registered = false;
  config.latencies.teardown = tests::fixed(15);
  DrivenWorld world(config);
  world.run();
  // Nothing was registered at the end of the response; the put was, ten milliseconds later.
  CHECK(world.trace().first(EventKind::context_draining).detail == 0);
  CHECK(world.trace().time_of(EventKind::wait_until_registered) == 11);
  CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'001);
  CHECK(world.world().runtime().live_contexts() == 0);
}

TEST_CASE("a proof says itself when a draining context reaches the limit", "[model][runtime]") {
  DrivenWorld world(tests::stale_entry());
  world.run_until(5);
  constexpr std::uint32_t slot = 1;  // 0 is nobody's
  REQUIRE(world.world().runtime().contexts()[slot].state == ContextState::draining);
  world.world().reach_limit(slot);
  CHECK(world.world().runtime().live_contexts() == 0);
  CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 1);
}

TEST_CASE("work that is done within the limit is not cut by it", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.runtime.wait_until_limit_us = sim::from_milliseconds(21);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
  CHECK_FALSE(world.trace().has(EventKind::wait_until_limit_reached));
}

}  // namespace
}  // namespace stalemate::model
