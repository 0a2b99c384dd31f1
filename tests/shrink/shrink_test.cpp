// Failing schedules become small, and still fail in the same way.
#include "scenarios/shrink/shrink.h"

#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "scenarios/format/cell_document.h"
#include "scenarios/format/load.h"
#include "scenarios/shrink/edits.h"
#include "tests/campaign/small_scenario.h"
#include "tests/model/check_cases.h"
#include "tests/model/generators.h"
#include "tests/proof/proved_cells.h"
#include "tests/support/scenario_text.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;
using model::Verdict;

const Cell& cell_called(const Scenario& scenario, const std::string& name) {
  const auto cell = std::ranges::find(scenario.cells, name, &Cell::name);
  REQUIRE(cell != scenario.cells.end());
  return *cell;
}

struct Failing {
  std::uint64_t seed = 0;
  ToldRun told;
};

/// The first seed of the cell that fails.
std::optional<Failing> first_failing(const Cell& cell, Property property,
                                     std::uint64_t tries = 300) {
  model::Simulation simulation(cell.config);
  for (std::uint64_t seed = 1; seed <= tries; ++seed) {
    ToldRun told = run_seed(simulation, Strategy::random, seed);
    const Verdict verdict = told.result.findings[static_cast<std::size_t>(property)].verdict;
    if (verdict == Verdict::violated) return Failing{seed, std::move(told)};
  }
  return std::nullopt;
}

Result<Shrunk> shrink_run(const Scenario& scenario, const Cell& cell, Property property,
                          const ToldRun& told, std::uint64_t budget = usual_shrink_budget) {
  const sim::Schedule schedule = schedule_of(told.transcript);
  return shrink({scenario, cell, property, schedule, budget, [] { return false; }});
}

Shrunk shrunk_cell(const std::string& file, const std::string& name, Property property) {
  const Scenario scenario = shipped_scenario(file);
  const Cell& cell = cell_called(scenario, name);
  const auto failing = first_failing(cell, property);
  REQUIRE(failing);
  Result<Shrunk> shrunk = shrink_run(scenario, cell, property, failing->told);
  REQUIRE(shrunk);
  return std::move(shrunk).value();
}

std::vector<std::string> deviations_in(const Shrunk& shrunk) {
  std::vector<std::string> told;
  for (const Decision& decision : shrunk.told.transcript.decisions) {
    if (!decision.choice.calm) told.push_back(decision.choice.label + ": " + decision.choice.taken);
  }
  return told;
}

TEST_CASE("the bug of the pull request needs one request and no deviation", "[shrink]") {
  const Shrunk shrunk =
      shrunk_cell("pr-425.json", "before #425 / regeneration only", Property::eventually_fresh);
  CHECK(shrunk.finished);
  CHECK(shrunk.before.requests == 4);
  CHECK(shrunk.after.requests == 1);
  CHECK(shrunk.after.deviations == 0);
  CHECK(shrunk.after.steps <= 12);
  CHECK(shrunk.told.result.findings.front().verdict == Verdict::violated);
}

TEST_CASE("the open bug needs one request and one cut", "[shrink]") {
  const Shrunk shrunk = shrunk_cell("orphaned-slot.json", "a context is cut at any point",
                                    Property::eventually_fresh);
  CHECK(deviations_in(shrunk) ==
        std::vector<std::string>{"what strikes now: the context is cut, request 1"});
  CHECK(shrunk.after.faults == 1);
  CHECK(shrunk.after.steps == 5);
  // What the handler and the runtime are, and what is typical, is as it was.
  const Scenario whole = shipped_scenario("orphaned-slot.json");
  const model::WorldConfig& before = cell_called(whole, "a context is cut at any point").config;
  const model::WorldConfig& after = shrunk.cell().config;
  CHECK(after.handler.generation == before.handler.generation);
  CHECK(after.latencies.kv_put.typical_us == before.latencies.kv_put.typical_us);
  CHECK(after.latencies.render.typical_us == before.latencies.render.typical_us);
  CHECK(after.runtime.cut_put == before.runtime.cut_put);
}

TEST_CASE("what is as small as it gets stays as it is", "[shrink]") {
  const Shrunk once = shrunk_cell("orphaned-slot.json", "a context is cut at any point",
                                  Property::no_orphaned_regeneration_slot);
  const Result<Shrunk> again =
      shrink_run(once.scenario, once.cell(), Property::no_orphaned_regeneration_slot, once.told);
  REQUIRE(again);
  CHECK(again.value().after == again.value().before);
  CHECK(again.value().after == once.after);
  CHECK(again.value().told.transcript == once.told.transcript);
  CHECK(again.value().scenario.document == once.scenario.document);
}

TEST_CASE("the same schedule shrinks to the same one", "[shrink]") {
  const auto shrink_it = [] {
    return shrunk_cell("assumptions-app.json", "vinext-0.0.30 / one context cut",
                       Property::eventually_fresh);
  };
  const Shrunk once = shrink_it();
  const Shrunk twice = shrink_it();
  CHECK(once.told.transcript == twice.told.transcript);
  CHECK(once.scenario.document == twice.scenario.document);
  CHECK(once.runs == twice.runs);
}

TEST_CASE("a budget ends it, and what was reached still fails", "[shrink]") {
  const Scenario scenario = shipped_scenario("orphaned-slot.json");
  const Cell& cell = cell_called(scenario, "a context is cut at any point");
  const auto failing = first_failing(cell, Property::eventually_fresh);
  REQUIRE(failing);
  ShrinkCost before;
  for (const std::uint64_t budget : {0U, 1U, 5U, 20U, 60U}) {
    const auto shrunk =
        shrink_run(scenario, cell, Property::eventually_fresh, failing->told, budget);
    REQUIRE(shrunk);
    CHECK_FALSE(shrunk.value().finished);
    CHECK(shrunk.value().runs <= budget);
    CHECK(shrunk.value().told.result.findings.front().verdict == Verdict::violated);
    if (budget == 0) CHECK(shrunk.value().after == shrunk.value().before);
    if (budget > 0) CHECK(shrunk.value().after <= before);
    before = shrunk.value().after;
  }
}

TEST_CASE("a schedule that does not fail has nothing to shrink", "[shrink]") {
  const Scenario scenario = shipped_scenario("pr-425.json");
  const Cell& cell = cell_called(scenario, "#425 / put and regeneration");
  model::Simulation simulation(cell.config);
  const auto shrunk = shrink_run(scenario, cell, Property::eventually_fresh,
                                 run_seed(simulation, Strategy::random, 1));
  REQUIRE_FALSE(shrunk);
  CHECK(shrunk.error().message.find("does not fail") != std::string::npos);
}

TEST_CASE("it does not become another failure of the same property", "[shrink]") {
  // A put that is never answered keeps the slot taken until the limit ends the context; nothing
  // could be simpler than a cut, which the budget allows as well.
  const Scenario scenario = small_scenario("/matrix/what strikes/one cut/faults",
                                           R"({"context_cut": 1, "render_never_settles": 1})");
  const Cell& cell = cell_called(scenario, "one cut");
  model::Simulation simulation(cell.config);
  std::size_t ways = 0;
  const std::array<std::string, 2> faults{"the context is cut", "render_never_settles"};
  for (const std::string& fault : faults) {
    const std::string& other = fault == faults[0] ? faults[1] : faults[0];
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      const ToldRun told = run_seed(simulation, Strategy::random, seed);
      if (told.result.findings.front().verdict != Verdict::violated) continue;
      const auto struck = [&](const std::string& what) {
        return std::ranges::any_of(told.transcript.decisions, [&](const Decision& decision) {
          return decision.choice.taken.starts_with(what);
        });
      };
      if (!struck(fault) || struck(other)) continue;
      WaySink before(Property::eventually_fresh);
      for (const sim::TraceEvent& event : told.transcript.events) before.record(event);
      const auto shrunk = shrink_run(scenario, cell, Property::eventually_fresh, told);
      REQUIRE(shrunk);
      WaySink after(Property::eventually_fresh);
      for (const sim::TraceEvent& event : shrunk.value().told.transcript.events) {
        after.record(event);
      }
      CHECK(after.way(shrunk.value().told.result.findings) == before.way(told.result.findings));
      // What struck then strikes still, and nothing else does.
      const std::vector<std::string> left = deviations_in(shrunk.value());
      CHECK(left.size() == 1);
      CHECK(left.front().find(fault) != std::string::npos);
      ++ways;
      break;
    }
  }
  CHECK(ways == 2);
}

/// Whether two documents agree in all that is under test.
bool same_subject(const format::Json& one, const format::Json& other) {
  return std::ranges::all_of(std::array{"handler", "runtime", "kv", "routing"},
                             [&](const char* key) {
                               return one.contains(key) == other.contains(key) &&
                                      (!one.contains(key) || one.at(key) == other.at(key));
                             });
}

TEST_CASE("every edit takes something out, and leaves alone what is under test", "[shrink]") {
  const Scenario scenario = shipped_scenario("assumptions-app.json");
  for (const Cell& cell : scenario.cells) {
    INFO(cell.name);
    const format::Json world = spelt_out(format::world_of_cell(scenario, cell.name));
    const std::vector<Edit> edits = edits_of(world);
    CHECK(edits.size() > world.at("workload").size());
    for (const Edit& edit : edits) {
      INFO(edit.place);
      const format::Json other = edited(world, edit);
      CHECK(other != world);
      CHECK(count_values(other) + faults_allowed(other) <=
            count_values(world) + faults_allowed(world));
      CHECK(same_subject(other, world));
      CHECK(other.at("workload").size() == world.at("workload").size());
    }
    CHECK(without_arrivals(world, 1, 2).at("workload").size() == world.at("workload").size() - 2);
  }
}

TEST_CASE("random failing schedules shrink, and replay from their text", "[shrink][random]") {
  constexpr int worlds = sim::Arena::can_snapshot ? 200 : 4;
  constexpr std::uint64_t budget = sim::Arena::can_snapshot ? 1500 : 100;
  std::size_t failing_worlds = 0;
  std::size_t smaller = 0;
  model::check_cases(worlds, [&] {
    const model::Case the_case = *model::any_case();
    const auto scenario =
        load_scenario_from_text(stalemate::tests::scenario_text(the_case.config), "random.json");
    RC_ASSERT(scenario.ok());
    const Cell& cell = scenario.value().cells.front();
    for (std::size_t index = 0; index < model::property_count; ++index) {
      const auto property = static_cast<Property>(index);
      const auto failing = first_failing(cell, property, 10);
      if (!failing) continue;
      ++failing_worlds;
      const auto shrunk = shrink_run(scenario.value(), cell, property, failing->told, budget);
      if (!shrunk) RC_FAIL(shrunk.error().message);
      const Shrunk& result = shrunk.value();
      RC_ASSERT(result.after <= result.before);
      RC_ASSERT(result.told.result.findings[index].verdict == Verdict::violated);
      if (result.after < result.before) ++smaller;
      // The document alone, and the decisions by name, lead to the same run.
      const auto own = load_scenario_from_text(result.scenario.document, "shrunk.json");
      if (!own) RC_FAIL(own.error().message);
      model::Simulation simulation(own.value().cells.front().config);
      const ToldRun again = run_schedule(simulation, schedule_of(result.told.transcript));
      RC_ASSERT(!again.divergence);
      RC_ASSERT(again.transcript == result.told.transcript);
    }
  });
  CHECK(failing_worlds > worlds / 4);
  CHECK(smaller > failing_worlds / 2);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
