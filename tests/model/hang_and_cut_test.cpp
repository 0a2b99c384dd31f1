// Contexts that end without having finished: found hanging, or cut.
#include <catch2/catch.hpp>

#include "model/error.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

TEST_CASE("a running context that waits for nothing that could come is ended at once, as hung",
          "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].render = RenderScript::never_settles;
  config.workload.push_back(tests::after(10));
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::hang_detected, 1) == 1);
  CHECK(world.trace().first(EventKind::served_error).detail ==
        static_cast<std::int64_t>(Error::hung));
  CHECK(world.served() == "error, MISS 2");
}

TEST_CASE("a draining context whose waitUntil waits for nothing that could come dies at once",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].render = RenderScript::never_settles;
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "STALE 0");
  CHECK(world.trace().time_of(EventKind::hang_detected) == 1);
  CHECK(world.trace().has(EventKind::regeneration_slot_orphaned));
  CHECK_FALSE(world.trace().has(EventKind::wait_until_limit_reached));
  CHECK_FALSE(world.trace().has(EventKind::served_error));
}

TEST_CASE("a context with a timer of its own is not hung until that has fired",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].render = RenderScript::never_settles;
  config.workload[0].wait_until_us = sim::from_milliseconds(70);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::hang_detected) == 70);
}

TEST_CASE("a hung context whose client goes at that instant is no longer hung",
          "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].render = RenderScript::never_settles;
  config.latencies.teardown = tests::fixed(30);
  config.faults.set(Fault::disconnect, 1);
  tests::ScriptedExplorer explorer;
  // Offered first while the get is under way, then when the render has begun.
  explorer.once("what strikes now", "the client goes, request 1", 2);
  DrivenWorld world(config, explorer);
  world.run();
  CHECK(explorer.unused().empty());
  CHECK(world.trace().time_of(EventKind::client_gone) == 1);
  CHECK_FALSE(world.trace().has(EventKind::hang_detected));
  CHECK(world.trace().time_of(EventKind::context_ended) == 31);
}

TEST_CASE("waiting for input that never comes is no hang: the limit ends it", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload[0].render = RenderScript::hangs;
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::hang_detected));
  CHECK(world.trace().time_of(EventKind::wait_until_limit_reached) == 30'001);
}

TEST_CASE("a handler that waits for ever for its input is never answered", "[model][runtime]") {
  WorldConfig config = tests::empty_store();
  config.workload[0].render = RenderScript::hangs;
  config.workload.push_back(tests::after(10));
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::hang_detected));
  CHECK(world.served().empty());
  CHECK(world.world().runtime().live_contexts() == 1);
  // Nor does anybody come who waits for its answer.
  CHECK(world.world().runtime().requests() == 1);
}

TEST_CASE("a cut ends one context at once and leaves the others alone", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  tests::lose_cut_puts(config);
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(1, tests::at(0))};
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::context_cut, 1) == 5);
  CHECK_FALSE(world.trace().has(EventKind::context_ended, 1));
  CHECK(world.trace().time_of(EventKind::context_ended, 2) == 21);
  CHECK(world.stored().value.generation.isolate == 2);
}

TEST_CASE("a cut may fall between any two macro-steps, once for each unit of its budget",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload.push_back(tests::at(100));
  config.faults.set(Fault::context_cut, 1);
  const auto cut_at_offer = [&config](std::size_t offer) {
    struct CutAt final : sim::Explorer {
      explicit CutAt(std::size_t which) : left(which) {}
      std::uint32_t choose(const sim::ChoicePoint& point) override {
        if (point.label.str() != "what strikes now") return 0;
        ++offers;
        return left-- == 0 ? 1 : 0;
      }
      std::size_t left;
      std::size_t offers = 0;
    } explorer(offer);
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(world.trace().count(EventKind::context_cut) == (offer < explorer.offers ? 1U : 0U));
    if (world.trace().count(EventKind::context_cut) == 0) return std::int64_t{-1};
    CHECK(world.world().budget().of(Fault::context_cut) == 0);
    // Once the budget is spent nothing is offered any more.
    CHECK(explorer.offers == offer + 1);
    return world.trace().time_of(EventKind::context_cut);
  };
  // While a get is under way, while it renders, before the put is sent, while it is under way; then
  // the same for the second request.
  std::vector<std::int64_t> instants;
  for (std::size_t offer = 0; offer < 5; ++offer) instants.push_back(cut_at_offer(offer));
  CHECK(instants == std::vector<std::int64_t>{0, 1, 11, 11, 100});
  CHECK(cut_at_offer(1000) == -1);
}

TEST_CASE("a client can go as long as its context runs, and not when it drains",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();  // running until 1 ms, draining until 21
  config.faults.set(Fault::disconnect, 1);
  const int nth = GENERATE(1, 2);
  tests::ScriptedExplorer explorer;
  explorer.once("what strikes now", "the client goes, request 1", nth);
  DrivenWorld world(config, explorer);
  world.run();
  CHECK(explorer.unused().empty() == (nth == 1));
  CHECK(world.trace().has(EventKind::client_gone) == (nth == 1));
}

TEST_CASE("without a budget no fault is offered", "[model][runtime]") {
  tests::ScriptedExplorer explorer;
  DrivenWorld world(tests::stale_entry(), explorer);
  world.run();
  CHECK(explorer.asked().empty());
}

TEST_CASE("when the chaos is over no fault is offered, whatever is left", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 50});
  for (std::size_t fault = 0; fault < count_of<Fault>(); ++fault) {
    config.faults.set(static_cast<Fault>(fault), 3);
  }
  tests::ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(30);
  CHECK(explorer.was_asked("what strikes now"));
  world.end_chaos();
  const std::size_t asked = explorer.asked().size();
  world.run();
  CHECK(world.trace().has(EventKind::request_arrived, 2));
  CHECK(explorer.asked().size() == asked);
  CHECK(world.trace().time_of(EventKind::chaos_over) == 21);
}

}  // namespace
}  // namespace stalemate::model
