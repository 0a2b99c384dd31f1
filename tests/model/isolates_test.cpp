// Isolates: what outlives a request context, what eviction takes away, and who is routed where.
#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;
using tests::ScriptedExplorer;

WorldConfig cut_while_rendering() {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 100, 200});
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  return config;
}

TEST_CASE("the isolate's globals survive the death of the context that wrote them",
          "[model][runtime]") {
  DrivenWorld world(cut_while_rendering());
  world.run();
  CHECK(world.isolate().pending_regenerations.has(html_key));
  CHECK(world.trace().count(EventKind::regeneration_started) == 1);
  CHECK(world.trace().has(EventKind::regeneration_deduplicated, 2));
  CHECK(world.trace().has(EventKind::regeneration_deduplicated, 3));
}

TEST_CASE("a clean-up in finally belongs to the context that made it", "[model][runtime]") {
  DrivenWorld world(cut_while_rendering());
  world.run_until(10);
  // Told when the context dies, once, with the isolate and the key.
  CHECK(world.trace().count(EventKind::regeneration_slot_orphaned) == 1);
  CHECK(world.trace().time_of(EventKind::regeneration_slot_orphaned) == 5);
  CHECK(world.trace().first(EventKind::regeneration_slot_orphaned).detail == html_key);
  world.run();
  CHECK(world.trace().count(EventKind::regeneration_slot_orphaned) == 1);
  CHECK_FALSE(world.trace().has(EventKind::regeneration_slot_freed));
}

TEST_CASE("eviction clears the globals and heals a leaked slot", "[model][runtime]") {
  WorldConfig config = cut_while_rendering();
  config.faults.set(Fault::eviction, 1);
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(150);
  explorer.once("what strikes now", "eviction of isolate 1");
  world.run();
  CHECK(explorer.unused().empty());
  CHECK(world.trace().count(EventKind::isolate_evicted) == 1);
  CHECK(world.trace().has(EventKind::regeneration_deduplicated, 2));
  CHECK(world.trace().has(EventKind::regeneration_started, 3));
  CHECK(world.stored().value.generation.of_isolate == 2);
  CHECK_FALSE(world.isolate().pending_regenerations.has(html_key));
  // It starts cold, and only when a request comes.
  CHECK(world.trace().count(EventKind::isolate_started) == 2);
  CHECK(world.trace().time_of(EventKind::isolate_started, 3) == 200);
}

TEST_CASE("eviction clears every kind of global", "[model][runtime]") {
  WorldConfig config = tests::stale_app_entry();
  config.page.tags = 1;
  config.workload = {tests::at(0, ArrivalKind::module_promise), tests::at(1), tests::at(500)};
  config.faults.set(Fault::eviction, 1);
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(400);
  CHECK(world.isolate().tag_cache.at(0).present);
  CHECK(static_cast<bool>(world.isolate().module_promise));
  explorer.once("what strikes now", "eviction of isolate 1");
  world.step();
  CHECK(world.trace().has(EventKind::isolate_evicted));
  CHECK_FALSE(static_cast<bool>(world.isolate().module_promise));
  CHECK_FALSE(world.isolate().tag_cache.at(0).present);
}

TEST_CASE("an isolate with live contexts, or one that is not up, is not evicted",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(5)), tests::on_isolate(0, tests::at(100))};
  config.faults.set(Fault::eviction, 1);
  ScriptedExplorer explorer;
  DrivenWorld world(config, explorer);
  world.run_until(20);
  CHECK_FALSE(explorer.was_asked("what strikes now"));
  world.run_until(100);
  REQUIRE(explorer.was_asked("what strikes now"));
  // Nothing, and the eviction of the one that is up and idle.
  CHECK(explorer.asked().back().count == 2);
}

TEST_CASE("a workload can evict an isolate, if no context lives in it then", "[model][runtime]") {
  const auto evicted_at = [](std::int64_t instant) {
    WorldConfig config = cut_while_rendering();
    config.workload.insert(config.workload.begin() + 2, tests::at(instant, ArrivalKind::eviction));
    DrivenWorld world(config);
    world.run();
    CHECK(world.world().runtime().requests() == 3);
    const bool evicted = world.trace().has(EventKind::isolate_evicted);
    // The leaked slot is gone for the last request, or still there.
    CHECK(world.trace().has(EventKind::regeneration_started, 3) == evicted);
    return evicted;
  };
  CHECK(evicted_at(150));
  CHECK_FALSE(evicted_at(100));
}

TEST_CASE("which isolate serves a request is a choice, unless it is prescribed",
          "[model][runtime]") {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {1, 2};
  config.workload = {tests::at(0), tests::at(50), tests::on_isolate(1, tests::at(100))};
  ScriptedExplorer explorer;
  explorer.always("route of arrival 2", "isolate 3");
  DrivenWorld world(config, explorer);
  world.run();
  CHECK(world.trace().first(EventKind::request_arrived, 1).detail == 0);
  CHECK(world.trace().first(EventKind::request_arrived, 2).detail == 2);
  CHECK(world.trace().first(EventKind::request_arrived, 3).detail == 1);
  CHECK(explorer.was_asked("route of arrival 1"));
  CHECK_FALSE(explorer.was_asked("route of arrival 3"));
  CHECK(world.isolate(0).colo == 0);
  CHECK(world.isolate(1).colo == 1);
  CHECK(world.isolate(2).colo == 1);
}

TEST_CASE("arrivals come at their times or after the answer before them", "[model][workload]") {
  WorldConfig config = tests::empty_store();
  config.workload = {tests::at(7), tests::after(5), tests::at(3), tests::after(2)};
  DrivenWorld world(config);
  world.run();
  std::vector<std::int64_t> instants;
  for (const sim::TraceEvent& event : world.trace().events()) {
    if (event.kind != static_cast<std::uint32_t>(EventKind::request_arrived)) continue;
    instants.push_back(event.at_us / 1000);
  }
  // The third arrival comes first, at 3, and misses until 14; its follower at 16 is a HIT or MISS
  // by then, and so on.
  CHECK(instants == std::vector<std::int64_t>{3, 7, 16, 23});
}

TEST_CASE("data changes are arrivals without a request", "[model][workload]") {
  WorldConfig config = tests::empty_store();
  config.latencies.origin_read = tests::fixed(4);
  config.workload = {tests::at(0), tests::at(3, ArrivalKind::data_change),
                     tests::at(6, ArrivalKind::data_change)};
  DrivenWorld world(config);
  world.run();
  // The render starts at 1 ms and reads at 5 ms, between the two changes.
  CHECK(world.trace().time_of(EventKind::render_read_data) == 5);
  CHECK(world.trace().first(EventKind::render_read_data).detail == 2);
  CHECK(world.stored().value.generation.data_version == 2);
  CHECK(world.world().origin().data_version == 3);
  CHECK(world.world().runtime().requests() == 1);
}

}  // namespace
}  // namespace stalemate::model
