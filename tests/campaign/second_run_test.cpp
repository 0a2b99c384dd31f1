// Transcripts, and what is said when two runs of a seed differ.
#include "scenarios/campaign/second_run.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "model/describe.h"
#include "tests/campaign/small_scenario.h"

namespace stalemate::scenarios::tests {
namespace {

Strategy any_strategy() {
  return GENERATE(Strategy::random, Strategy::swarm, Strategy::priorities, Strategy::partial_order,
                  Strategy::automatic);
}

TEST_CASE("auto gives each strategy its turn, by the seed alone", "[campaign]") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    CHECK(static_cast<std::uint64_t>(strategy_of(Strategy::automatic, seed)) == seed % 4);
    CHECK(strategy_of(Strategy::swarm, seed) == Strategy::swarm);
  }
  const Inputs inputs = small_inputs();
  model::Simulation simulation(inputs.scenarios.front().cells.back().config);
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CHECK(run_seed(simulation, Strategy::automatic, seed).transcript ==
          run_seed(simulation, strategy_of(Strategy::automatic, seed), seed).transcript);
  }
}

TEST_CASE("writing a run down changes nothing, and its decisions lead back to it", "[campaign]") {
  const auto strategy = any_strategy();
  const Inputs inputs = small_inputs();
  const Cell& cell = inputs.scenarios.front().cells.back();
  model::Simulation simulation(cell.config);
  SeededExplorers explorers(strategy);
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const model::RunResult plain = simulation.run(explorers.for_seed(seed));
    const ToldRun told = run_seed(simulation, strategy, seed);
    CHECK(same_run(plain, told.result));
    // What comes after the verdict is shown, and is no part of the run.
    const auto known = std::ranges::find(
        told.transcript.events, static_cast<std::uint32_t>(model::EventKind::healing_known),
        &sim::TraceEvent::kind);
    const auto end = known == told.transcript.events.end() ? known : known + 1;
    CHECK(end - told.transcript.events.begin() == static_cast<std::ptrdiff_t>(plain.trace.count()));
    const ToldRun replayed = run_schedule(simulation, schedule_of(told.transcript));
    CHECK_FALSE(replayed.divergence.has_value());
    CHECK(same_run(plain, replayed.result));
    CHECK(replayed.transcript == told.transcript);
  }
}

TEST_CASE("a second world agrees with the first, whatever ran before", "[campaign]") {
  const auto strategy = any_strategy();
  const Inputs inputs = small_inputs();
  const Cell& cell = inputs.scenarios.front().cells.back();
  model::Simulation first(cell.config);
  SecondRun second(first, cell.config, strategy);
  SeededExplorers explorers(strategy);
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const model::RunResult result = first.run(explorers.for_seed(seed));
    CHECK_FALSE(second.check(seed, result).has_value());
    // Another seed's result stands for a run that differs.
    std::uint64_t other = seed + 1;
    while (run_seed(first, strategy, other).result.trace.hash() == result.trace.hash()) ++other;
    const auto found = second.check(other, result);
    REQUIRE(found.has_value());
    CHECK(found->first_hash == result.trace.hash());
    CHECK(found->second_hash != result.trace.hash());
    CHECK(found->difference == "every event was the same when both runs were repeated");
  }
}

TEST_CASE("the first event that differs is named", "[campaign]") {
  const Inputs inputs = small_inputs();
  const Cell& cell = inputs.scenarios.front().cells.back();
  model::Simulation simulation(cell.config);
  const Transcript first = run_seed(simulation, Strategy::random, 1).transcript;
  REQUIRE(first.events.size() > 3);

  Transcript later = first;
  later.events[2].at_us += 7;
  const std::string difference = first_difference(first, later, cell.config);
  CHECK(difference.starts_with("event 3 is \""));
  CHECK(difference.find(model::describe(first.events[2], cell.config)) != std::string::npos);

  Transcript shorter = first;
  shorter.events.resize(2);
  CHECK(
      first_difference(first, shorter, cell.config).ends_with("the end of the run in the second"));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
