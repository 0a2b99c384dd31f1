// After which deviation it is too late.
#include "scenarios/explain/point_of_no_return.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "scenarios/shrink/trial.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Verdict;

const model::WorldConfig& world_of(const Scenario& scenario, const std::string& name) {
  const auto cell = std::ranges::find(scenario.cells, name, &Cell::name);
  REQUIRE(cell != scenario.cells.end());
  return cell->config;
}

TEST_CASE("a bug that needs nothing to go wrong has no deviation to blame", "[explain]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const model::WorldConfig& world = world_of(scenario, "before #425 / regeneration only");
  model::Simulation simulation(world);
  const ToldRun told = run_seed(simulation, Strategy::random, 1);
  const auto point = point_of_no_return(world, Property::no_uncovered_write, told.transcript);
  REQUIRE(point);
  CHECK(point->deviations == 0);
}

TEST_CASE("a run that does not fail has no such point", "[explain]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const model::WorldConfig& world = world_of(scenario, "#425 / put and regeneration");
  model::Simulation simulation(world);
  const ToldRun told = run_seed(simulation, Strategy::random, 1);
  CHECK_FALSE(point_of_no_return(world, Property::eventually_fresh, told.transcript));
}

TEST_CASE("with the first deviations alone the run fails alike, and with fewer it does not",
          "[explain]") {
  const Scenario scenario = shipped_scenario("orphaned-slot.json");
  const model::WorldConfig& world = world_of(scenario, "a context is cut at any point");
  model::Simulation simulation(world);
  Trial trial(world, Property::eventually_fresh, 0);
  std::size_t failing = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const ToldRun told = run_seed(simulation, Strategy::random, seed);
    const auto point = point_of_no_return(world, Property::eventually_fresh, told.transcript);
    const bool fails = told.result.findings.front().verdict != Verdict::holds;
    CHECK(point.has_value() == fails);
    if (!point) continue;
    ++failing;
    const std::vector<sim::Deviation> all = sim::deviations_of(schedule_of(told.transcript));
    const auto first = [&](std::size_t count) {
      return trial.weigh({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)}).way;
    };
    CHECK(first(point->deviations) == first(all.size()));
    REQUIRE(point->deviations > 0);
    CHECK(first(point->deviations - 1) != first(all.size()));
    // Here it is always the cut.
    const Decision& decision = told.transcript.decisions[point->decision];
    CHECK(decision.choice.taken.starts_with("the context is cut"));
    const auto cut = std::ranges::find(told.transcript.events,
                                       static_cast<std::uint32_t>(model::EventKind::context_cut),
                                       &sim::TraceEvent::kind);
    REQUIRE(cut != told.transcript.events.end());
    CHECK(point->at_us <= cut->at_us);
  }
  CHECK(failing > 5);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
