// A promise in a module variable: made by one request, awaited by another.
//
// In all tests the first request keeps its own pending input, a timer, in a module variable and is
// answered at once. The second renders, and its render awaits that promise.
#include <catch2/catch.hpp>

#include "model/error.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

/// @param settles_ms when the promise settles, if its creator lives
/// @param creator_lives_ms how long waitUntil keeps the creator alive
/// @param awaited_ms when the awaiting request arrives; its render starts 1 ms later
WorldConfig shared_promise(std::int64_t settles_ms, std::int64_t creator_lives_ms,
                           std::int64_t awaited_ms) {
  WorldConfig config = tests::empty_store();
  config.workload = {
      tests::at(0, ArrivalKind::module_promise),
      tests::with_render(RenderScript::awaits_module_promise, tests::at(awaited_ms))};
  config.workload[0].module_promise_us = sim::from_milliseconds(settles_ms);
  config.workload[0].wait_until_us = sim::from_milliseconds(creator_lives_ms);
  return config;
}

TEST_CASE("any request may await a settled promise, even of a dead one", "[model][runtime]") {
  WorldConfig config = shared_promise(5, 20, 40);
  config.runtime.orphan_policy = GENERATE(sim::OrphanPolicy::hang, sim::OrphanPolicy::reject);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::context_ended, 1) == 20);
  CHECK(world.trace().time_of(EventKind::render_finished, 2) == 51);
  CHECK(world.served() == "MISS 1");
}

TEST_CASE("a pending promise of a live request gives its result, and counts as input until then",
          "[model][runtime]") {
  WorldConfig config = shared_promise(30, 100, 5);
  config.runtime.orphan_policy = GENERATE(sim::OrphanPolicy::hang, sim::OrphanPolicy::reject);
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::hang_detected));
  // Settled at 30 ms; the rest of the render takes its 10 ms from there.
  CHECK(world.trace().time_of(EventKind::render_finished, 2) == 40);
  CHECK(world.served() == "MISS 1");
}

TEST_CASE("awaiting a dead request's pending promise hangs or rejects, as the runtime does it",
          "[model][runtime]") {
  // Dead before the await began, or while it waited.
  const std::int64_t creator_lives_ms = GENERATE(0, 10);
  WorldConfig config = shared_promise(500, creator_lives_ms, 5);
  config.workload[1].client_gone_after_us = sim::from_milliseconds(100);
  const std::int64_t orphaned_ms = creator_lives_ms == 0 ? 6 : creator_lives_ms;

  SECTION("hang: only what ends the awaiting request ends the wait") {
    config.runtime.orphan_policy = sim::OrphanPolicy::hang;
    DrivenWorld world(config);
    world.run();
    CHECK_FALSE(world.trace().has(EventKind::hang_detected));
    CHECK(world.trace().has(EventKind::orphaned_promise_awaited) == (creator_lives_ms == 0));
    CHECK(world.trace().time_of(EventKind::client_gone) == 105);
    CHECK(world.trace().time_of(EventKind::context_ended, 2) == 105);
    CHECK_FALSE(world.trace().has(EventKind::render_finished));
  }
  SECTION("reject: at once") {
    config.runtime.orphan_policy = sim::OrphanPolicy::reject;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::orphaned_promise_rejected, 2) == orphaned_ms);
    CHECK(world.trace().first(EventKind::served_error, 2).detail ==
          static_cast<std::int64_t>(Error::orphaned_promise));
    CHECK(world.trace().time_of(EventKind::served_error, 2) == orphaned_ms);
  }
}

TEST_CASE("a regeneration that awaits a dead request's promise leaks its slot if that hangs",
          "[model][runtime]") {
  WorldConfig config = shared_promise(500, 0, 5);
  tests::preload(config, 5000);
  config.workload.push_back(tests::after(100));
  SECTION("hang: until the limit, and the slot for ever") {
    config.runtime.orphan_policy = sim::OrphanPolicy::hang;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'006);
    CHECK(world.trace().has(EventKind::regeneration_slot_orphaned));
    CHECK(world.served() == "STALE 0, STALE 0");
  }
  SECTION("reject: the slot is freed") {
    config.runtime.orphan_policy = sim::OrphanPolicy::reject;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::regeneration_failed, 2) == 6);
    CHECK(world.trace().time_of(EventKind::regeneration_slot_freed, 2) == 6);
    CHECK(world.trace().has(EventKind::regeneration_started, 3));
  }
}

TEST_CASE("a render that awaits a module promise which nobody made goes on", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].render = RenderScript::awaits_module_promise;
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "MISS 1");
}

TEST_CASE("a newer module promise does not disturb who awaits the older one", "[model][runtime]") {
  WorldConfig config = shared_promise(500, 50, 5);
  config.workload.push_back(tests::at(20, ArrivalKind::module_promise));
  config.runtime.orphan_policy = sim::OrphanPolicy::reject;
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::orphaned_promise_rejected, 2) == 50);
}

}  // namespace
}  // namespace stalemate::model
