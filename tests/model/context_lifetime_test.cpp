// What keeps a request context alive, and what its end takes along.
//
// Unless said otherwise: the request arrives at 0, its get is answered at 1 ms, a regeneration
// renders until 11 ms and puts until 21 ms.
#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

WorldConfig unregistered() {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_registered = false;
  return config;
}

TEST_CASE("requests of one isolate have contexts of their own and share its globals",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 5});
  config.workload[0].cut_after_us = sim::from_milliseconds(3);
  DrivenWorld world(config);
  world.run();
  // The second finds the dedupe slot of the first, and lives on when the first is cut.
  CHECK(world.trace().count(EventKind::regeneration_started) == 1);
  CHECK(world.trace().has(EventKind::context_cut, 1));
  CHECK(world.trace().has(EventKind::regeneration_deduplicated, 2));
  CHECK(world.trace().has(EventKind::served_stale, 2));
}

TEST_CASE("isolates share no globals", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(1, tests::at(5))};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().count(EventKind::regeneration_started) == 2);
  CHECK(world.trace().count(EventKind::regeneration_deduplicated) == 0);
}

TEST_CASE("a running context lives until its handler is done", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.handler.generation = Generation::vinext_0_0_30;  // awaits its put before it answers
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::served_miss) == 21);
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
  CHECK(world.trace().has(EventKind::put_acknowledged));
}

TEST_CASE("a draining context lives until its waitUntil set is empty", "[model][runtime]") {
  DrivenWorld world(tests::stale_entry());
  world.run();
  CHECK(world.trace().time_of(EventKind::served_stale) == 1);
  CHECK(world.trace().time_of(EventKind::context_draining) == 1);
  CHECK(world.trace().time_of(EventKind::put_acknowledged) == 21);
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
  CHECK(world.trace().count(EventKind::context_ended) == 1);
}

TEST_CASE("un-awaited promises, timers and operations keep no context alive", "[model][runtime]") {
  DrivenWorld world(unregistered());
  world.run();
  CHECK(world.trace().time_of(EventKind::context_ended) == 1);
  CHECK_FALSE(world.trace().has(EventKind::render_finished));
  CHECK(world.world().runtime().live_contexts() == 0);
}

TEST_CASE(
    "a body that JavaScript feeds keeps the context running; one that is passed through "
    "does not",
    "[model][runtime]") {
  WorldConfig config = unregistered();
  config.latencies.body = tests::fixed(600);
  config.workload.push_back(tests::after(0));
  const auto ended_after = [&config](BodyKind body) {
    config.page.body = body;
    DrivenWorld world(config);
    world.run();
    // Whoever waits for the answer waits for all of its body.
    const std::int64_t answered = body == BodyKind::buffered ? 1 : 601;
    CHECK(world.trace().time_of(EventKind::request_arrived, 2) == answered);
    CHECK(world.trace().has(EventKind::put_acknowledged, 1) == (body == BodyKind::js_stream));
    return world.trace().time_of(EventKind::context_ended, 1);
  };
  CHECK(ended_after(BodyKind::buffered) == 1);
  CHECK(ended_after(BodyKind::js_stream) == 601);
  CHECK(ended_after(BodyKind::proxied) == 1);
}

TEST_CASE("a client has its answer when the body is over, whatever goes on behind it",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.page.body = GENERATE(BodyKind::js_stream, BodyKind::proxied);
  config.latencies.body = tests::fixed(5);
  config.workload.push_back(tests::after(0));
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::request_arrived, 2) == 6);
  CHECK(world.trace().time_of(EventKind::context_ended, 1) == 21);
}

TEST_CASE("a response that is held back is the handler's, and comes once that is done",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload = {tests::for_rsc(tests::at(0))};
  config.workload[0].hold_response_us = sim::from_milliseconds(1000);
  SECTION("Pages Router: there is one artifact") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "STALE 0");
    CHECK(world.trace().time_of(EventKind::served_stale) == 1001);
  }
  SECTION("App Router: its own artifact is not there") {
    config.handler.router = Router::app;
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "MISS 1");
    CHECK(world.trace().time_of(EventKind::served_miss) == 1011);
  }
}

TEST_CASE("when the client goes, registered work goes on and all else dies", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].hold_response_us = sim::from_milliseconds(1000);
  config.workload[0].client_gone_after_us = sim::from_milliseconds(5);

  SECTION("registered") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::client_gone) == 5);
    CHECK(world.trace().time_of(EventKind::context_draining) == 5);
    CHECK(world.trace().has(EventKind::put_acknowledged));
    CHECK(world.trace().time_of(EventKind::context_ended) == 21);
    CHECK(world.served().empty());
  }
  SECTION("not registered") {
    config.handler.regeneration_registered = false;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::context_ended) == 5);
    CHECK_FALSE(world.trace().has(EventKind::render_finished));
    CHECK(world.served().empty());
  }
}

TEST_CASE("a client that goes while the handler awaits takes the rest of the handler along",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.latencies.kv_get = tests::fixed(120);
  config.workload[0].client_gone_after_us = sim::from_milliseconds(50);
  config.workload.push_back(tests::after(10));
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().story_of(1) ==
        "isolate-started request-arrived get-sent client-gone context-draining context-ended");
  // It never got to the regeneration, so nothing is left behind; the next one is answered.
  CHECK(world.trace().time_of(EventKind::request_arrived, 2) == 60);
  CHECK(world.trace().has(EventKind::regeneration_started, 2));
}

TEST_CASE("a client that goes after the response changes nothing", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].client_gone_after_us = sim::from_milliseconds(5);
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::client_gone));
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
}

TEST_CASE("a dying context settles nothing and runs no finally", "[model][runtime]") {
  const std::int64_t instant = GENERATE(0, 5, 11, 15);
  WorldConfig config = tests::stale_entry();
  tests::lose_cut_puts(config);
  config.workload[0].cut_after_us = sim::from_milliseconds(instant) + 500;
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().count(EventKind::context_cut) == 1);
  CHECK_FALSE(world.trace().has(EventKind::regeneration_slot_freed));
  CHECK_FALSE(world.trace().has(EventKind::regeneration_failed));
  CHECK_FALSE(world.trace().has(EventKind::put_acknowledged));
  CHECK_FALSE(world.trace().has(EventKind::put_rejected));
  CHECK_FALSE(world.trace().has(EventKind::unhandled_rejection));
  CHECK(world.world().kernel().events().empty());
  CHECK(world.world().kv().in_flight().empty());
  // Before the get was answered there was no slot yet.
  CHECK(world.trace().has(EventKind::regeneration_slot_orphaned) == (instant > 0));
}

TEST_CASE("a context that is cut while its body streams has answered once", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.page.body = BodyKind::js_stream;
  config.latencies.body = tests::fixed(600);
  config.workload[0].cut_after_us = sim::from_milliseconds(100);
  config.workload.push_back(tests::after(10));
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().count(EventKind::served_stale, 1) == 1);
  CHECK_FALSE(world.trace().has(EventKind::served_error));
  CHECK(world.trace().time_of(EventKind::request_arrived, 2) == 110);
}

// A put is under way from 11 to 21 ms, and nobody waits for it.
TEST_CASE("a normal end over a write is a finding, and the first one counts; a cut is none",
          "[model][runtime]") {
  WorldConfig config = unregistered();
  config.handler.put_registered = false;
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(1, tests::at(0)), tests::on_isolate(0, tests::at(2))};
  for (Arrival& arrival : config.workload) arrival.wait_until_us = sim::from_milliseconds(15);
  const auto finding = [&config] {
    DrivenWorld world(config);
    world.run();
    return world.world()
        .runtime()
        .findings()[static_cast<std::size_t>(Property::no_uncovered_write)];
  };
  SECTION("ended") {
    CHECK(finding().verdict == Verdict::violated);
    CHECK(finding().at_us == sim::from_milliseconds(15));
    CHECK(finding().isolate == 1);
  }
  SECTION("cut") {
    for (Arrival& arrival : config.workload) arrival.cut_after_us = sim::from_milliseconds(14);
    CHECK(finding().verdict == Verdict::holds);
  }
}

TEST_CASE("a request whose context is cut before its answer gets an error", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  config.workload.push_back(tests::after(10));
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "error, MISS 2");
  CHECK(world.trace().time_of(EventKind::served_error) == 5);
  CHECK(world.trace().time_of(EventKind::request_arrived, 2) == 15);
}

TEST_CASE("tear-down may come late: what it still finds running goes on until then",
          "[model][runtime]") {
  WorldConfig config = unregistered();
  tests::lose_cut_puts(config);
  config.latencies.teardown = tests::fixed(15);

  SECTION("and no longer") {
    config.handler.put_registered = false;
    DrivenWorld world(config);
    world.run();
    // From the response at 1 ms on: the render finished at 11 ms, the put was cut at 16 ms.
    CHECK(world.trace().time_of(EventKind::render_finished) == 11);
    CHECK(world.trace().time_of(EventKind::context_ended) == 16);
    CHECK(world.trace().has(EventKind::put_cut_complete));
  }
  SECTION("unless it registers with waitUntil meanwhile") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::put_acknowledged) == 21);
    CHECK(world.trace().time_of(EventKind::context_ended) == 36);
    CHECK(world.trace().count(EventKind::context_ended) == 1);
  }
}

}  // namespace
}  // namespace stalemate::model
