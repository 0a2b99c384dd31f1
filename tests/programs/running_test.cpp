// What runs a cell of a program again, runs the program again.
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/campaign/transcript.h"
#include "scenarios/format/load.h"
#include "scenarios/reproduce/reproduce.h"
#include "scenarios/shrink/shrink.h"
#include "tests/logs/log_texts.h"
#include "tests/programs/named_program.h"

namespace stalemate::scenarios::tests {
namespace {

Scenario stuck_program() {
  auto scenario = load_scenario_from_text(named_program_scenario, "named.json");
  REQUIRE(scenario);
  return with_program(std::move(scenario).value(), nullptr);
}

TEST_CASE("a failing schedule of a program becomes small", "[programs][js]") {
  const Scenario scenario = stuck_program();
  const Cell& cell = scenario.cells.front();
  model::Simulation simulation(cell.config);
  const ToldRun told = run_seed(simulation, Strategy::random, 1);
  REQUIRE(told.result.findings[0].verdict == model::Verdict::violated);
  const sim::Schedule schedule = schedule_of(told.transcript);
  const Result<Shrunk> shrunk = shrink({scenario, cell, model::Property::eventually_fresh, schedule,
                                        usual_shrink_budget, [] { return false; }});
  REQUIRE(shrunk);
  CHECK(shrunk.value().finished);
  CHECK(shrunk.value().before.requests == 4);
  CHECK(shrunk.value().after.requests == 1);
  CHECK(shrunk.value().after.deviations == 0);
  CHECK(shrunk.value().scenario.cells.front().config.handler.program ==
        cell.config.handler.program);
}

TEST_CASE("a log is explained by a program", "[programs][js]") {
  const Scenario scenario = stuck_program();
  const auto log = stalemate::tests::log_of(
      "time_ms,url,state\n1000000,/p,STALE\n1002000,/p,STALE\n1004000,/p,STALE\n");
  const auto question = question_of(scenario, scenario.cells.front(), log.seen, {});
  REQUIRE(question);
  const auto found = reproduce({question.value(), 300, [] { return false; }});
  REQUIRE(found);
  REQUIRE_FALSE(found.value().causes.empty());
  // It is stuck by itself, whatever goes wrong.
  CHECK(found.value().causes.front().cost.faults == 0);
  CHECK(found.value().causes.front().cell().config.handler.program ==
        scenario.cells.front().config.handler.program);
}

TEST_CASE("what could not be loaded explains no log", "[programs][js]") {
  Scenario scenario = with_program(stuck_program(), "no such file");
  const auto log = stalemate::tests::log_of("time_ms,url,state\n1000000,/p,STALE\n");
  const auto question = question_of(scenario, scenario.cells.front(), log.seen, {});
  REQUIRE(question);
  const auto found = reproduce({question.value(), usual_runs, [] { return false; }});
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "handler ./own.mjs: no such file");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
