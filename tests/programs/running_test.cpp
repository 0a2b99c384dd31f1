// What runs a cell of a program again, runs the program again.
#include <string>

#include <catch2/catch.hpp>

#include "reports/explanation.h"
#include "scenarios/campaign/saved.h"
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

/// The explanation of a handler's first run.
reports::Explanation explanation_of(const std::string& body) {
  Scenario scenario = stuck_program();
  model::WorldConfig config = scenario.cells.front().config;
  config.handler.program = stalemate::tests::program(body);
  model::Simulation simulation(config);
  SavedReplay replay{{}, run_seed(simulation, Strategy::random, 1), config};
  INFO(replay.told.result.script_failure);
  REQUIRE(replay.told.result.script_failure.empty());
  return reports::explain(replay, PointOfNoReturn{});
}

const std::string storing =
    "const key = 'page:' + request.page.path; const now = Date.now();"
    "const store = async () => { const { generation } = await host.render();"
    "  const entry = { html: generation, lastModified: now, revalidateAt: now + 1000 };"
    "  await host.kvPut(key, JSON.stringify(entry), 0, null); return generation; };";

void check_never_heals(const reports::Explanation& told, const char* because) {
  CHECK(told.verdict.starts_with("The page stays STALE for ever"));
  CHECK(told.reasons_title == "Why it never heals");
  REQUIRE(told.reasons.size() == 1);
  CHECK(told.reasons.front().find(because) != std::string::npos);
}

TEST_CASE("a handler that takes expired entries for fresh is said to do so", "[programs][js]") {
  const auto told =
      explanation_of(storing +
                     "const read = await host.kvGet(key);"
                     "if (read) return { served: 'HIT', body: JSON.parse(read[0]).html };"
                     "return { served: 'MISS', body: await store() };");
  check_never_heals(told, "the handler takes it for fresh");
}

TEST_CASE("a handler that serves for ever what it has kept elsewhere is found", "[programs][js]") {
  // The entry is read once, and what is stored later is never looked at.
  const auto told =
      explanation_of(storing +
                     "state.read = state.read || await host.kvGet(key);"
                     "if (!state.read) return { served: 'MISS', body: await store() };"
                     "host.waitUntil(store());"
                     "return { served: 'STALE', body: JSON.parse(state.read[0]).html };");
  check_never_heals(told, "what it keeps elsewhere");
}

TEST_CASE("of what nothing can be said, it is not said why it never heals", "[programs][js]") {
  // The entry is read once, and which render is served does not show.
  const auto told =
      explanation_of(storing +
                     "state.read = state.read || await host.kvGet(key);"
                     "if (!state.read) { await store(); return { served: 'MISS', body: '' }; }"
                     "host.waitUntil(store());"
                     "return { served: 'STALE', body: '' };");
  CHECK(told.verdict.starts_with("A bound ended the run before this was decided"));
  CHECK(told.reasons_title == "Why there is no verdict");
  CHECK(told.no_return.empty());
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
