// One event, then its microtasks, then the next event; the clock moves only between them.
#include <set>

#include <catch2/catch.hpp>

#include "model/world_event.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;
using tests::ScriptedExplorer;

TEST_CASE("has() and set() on a global within one macro-step are atomic", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 0, 0});
  // Three gets are answered at the same instant; whichever comes first, one regeneration starts.
  for (const char* const first : {"arrival 1", "arrival 2", "arrival 3"}) {
    ScriptedExplorer explorer;
    explorer.once("first of those due now", first);
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.unused().empty());
    CHECK(world.trace().count(EventKind::regeneration_started) == 1);
    CHECK(world.trace().count(EventKind::regeneration_deduplicated) == 2);
  }
}

TEST_CASE("events of one instant come in any order, by age if all is calm", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(1, tests::at(0))};
  ScriptedExplorer explorer;
  SECTION("calm") {
    DrivenWorld world(config, explorer);
    world.run_until(0);
    CHECK(world.trace().events()[0].detail == 0);
    REQUIRE(explorer.asked().size() == 1);
    CHECK(explorer.asked()[0] ==
          sim::RecordedChoice{"first of those due now", "arrival 1", 2, true});
  }
  SECTION("the younger one first") {
    explorer.once("first of those due now", "arrival 2");
    DrivenWorld world(config, explorer);
    world.run_until(0);
    CHECK(world.trace().events()[0].detail == 1);
  }
}

TEST_CASE("of many events of one instant the oldest sixteen are offered, the oldest first",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.latencies.kv_get = tests::fixed(0);
  config.workload.assign(40, tests::at(5));
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  for (int arrivals = 0; arrivals < 40; ++arrivals) world.step();
  CHECK(world.world().runtime().requests() == 40);
  for (std::size_t index = 0; index < 25; ++index) {
    CHECK(explorer.asked()[index].taken == "arrival " + std::to_string(index + 1));
    CHECK(explorer.asked()[index].count == 16);
  }
}

/// A stale hit in each of so many isolates. Its render is done at 11 ms, as is a timer of user
/// code.
WorldConfig timers_at_once(std::uint32_t isolates, bool user_code) {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {isolates};
  config.workload.clear();
  for (std::uint32_t number = 0; number < isolates; ++number) {
    config.workload.push_back(tests::on_isolate(number, tests::at(0)));
    if (user_code) config.workload.back().wait_until_us = sim::from_milliseconds(11);
  }
  return config;
}

/// How many alternatives the first choice at 11 ms has; 0 if there is none.
std::uint32_t offered_timers(const WorldConfig& config) {
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(10);
  const std::size_t before = explorer.asked().size();
  world.step();
  return explorer.asked().size() > before ? explorer.asked()[before].count : 0;
}

TEST_CASE("timers of one context fire by time and then by age; those of two in any order",
          "[model][runtime]") {
  CHECK(offered_timers(timers_at_once(1, true)) == 0);
  CHECK(offered_timers(timers_at_once(2, false)) == 2);
  CHECK(offered_timers(timers_at_once(2, true)) == 2);
}

TEST_CASE("a timer dies with its context and keeps none alive", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_registered = false;
  DrivenWorld world(config);
  world.run_until(1);
  CHECK(world.trace().has(EventKind::render_started));
  CHECK(world.world().kernel().events().empty());
}

/// Watches that nothing is recorded at another instant than that of the event in delivery.
class ClockSink final : public sim::TraceSink {
 public:
  void record(const sim::TraceEvent& event) override { instants_.insert(event.at_us); }
  std::size_t take_count() {
    const std::size_t count = instants_.size();
    instants_.clear();
    return count;
  }

 private:
  std::set<sim::Microseconds> instants_;
};

TEST_CASE("the clock stands still within a macro-step", "[model][runtime]") {
  WorldConfig config = tests::stale_app_entry();
  config.page.tags = 2;
  config.workload = tests::requests_at({0, 3, 10, 21, 22});
  ClockSink sink;
  DrivenWorld world(config);
  sim::CalmExplorer calm;
  sim::Gate gate(calm);
  world.world().connect(&gate, &sink);
  std::size_t steps = 0;
  while (world.step()) {
    ++steps;
    CHECK(sink.take_count() <= 1);
  }
  CHECK(steps > 10);
}

TEST_CASE("stale is strictly later than revalidateAt, in whole milliseconds", "[model][runtime]") {
  const auto served_after = [](std::int64_t get_ms) {
    WorldConfig config = tests::empty_store();
    tests::preload(config, -5);  // fresh until 5 ms after the start
    config.latencies.kv_get = tests::fixed(get_ms);
    DrivenWorld world(config);
    world.run();
    return world.served();
  };
  CHECK(served_after(4) == "HIT 0");
  CHECK(served_after(5) == "HIT 0");
  CHECK(served_after(6) == "STALE 0");
}

TEST_CASE("an entry is stamped with the clock of the step that calls set()", "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.page.expire_ms = 60'000;
  DrivenWorld world(config);
  world.run();
  // The render is done, and set() called, at 11 ms; the put is committed at 21 ms.
  const KvValue entry = world.stored().value;
  CHECK(entry.last_modified_ms == epoch_ms + 11);
  CHECK(entry.revalidate_at_ms == epoch_ms + 11 + 1000);
  CHECK(entry.expire_at_ms == epoch_ms + 11 + 60'000);
}

}  // namespace
}  // namespace stalemate::model
