// Faults that were hidden in random runs are found again in their logs.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/hidden_run.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

namespace {

/// The rank of the hidden cause; 0: the log is not explained by it.
std::size_t rank_of_hidden(const HiddenRun& hidden) {
  const auto log = log_of(hidden.log, by_generation(generation_header(hidden.format)));
  CHECK(log.seen.size() + hidden.lost <= hidden.requests);
  CHECK(log.tally.unreadable == 0);
  auto scenario = scenarios::load_scenario_from_text(hidden.scenario, "hidden.json");
  REQUIRE(scenario);
  const auto question =
      scenarios::question_of(scenario.value(), scenario.value().cells.front(), log.seen, {});
  REQUIRE(question);
  const auto found =
      scenarios::reproduce({question.value(), scenarios::usual_runs, [] { return false; }});
  REQUIRE(found);
  const auto& causes = found.value().causes;
  CHECK_FALSE(causes.empty());
  for (std::size_t index = 0; index < causes.size(); ++index) {
    // Each is a run of a world of its own that loads, and its schedule leads there again.
    model::Simulation simulation(causes[index].cell().config);
    const auto again =
        scenarios::run_schedule(simulation, scenarios::schedule_of(causes[index].told.transcript));
    CHECK_FALSE(again.divergence);
    CHECK(again.result.trace.hash() == causes[index].told.result.trace.hash());
    CHECK(causes[index].likelihood() > 0);
    CHECK(causes[index].fit.share <= 1);
  }
  const auto cause = std::find_if(causes.begin(), causes.end(), [&](const auto& one) {
    return one.hypothesis.name == hidden.cause;
  });
  return cause == causes.end() ? 0 : cause->rank;
}

}  // namespace

TEST_CASE("a hidden fault is found in the log of its run, in each format", "[logs][slow]") {
  // A render that throws, a cut, a hang, another hang, a get, a client that goes.
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const HiddenRun hidden = hidden_run(seed);
    INFO(seed << " " << hidden.cause << "\n" << hidden.log);
    const std::size_t rank = rank_of_hidden(hidden);
    CHECK(rank >= 1);
    CHECK(rank <= 2);
  }
}

TEST_CASE("equal seeds hide equal runs", "[logs]") {
  CHECK(hidden_run(7).log == hidden_run(7).log);
  CHECK(hidden_run(7).log != hidden_run(13).log);
}

}  // namespace stalemate::tests
