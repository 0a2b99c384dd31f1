// How soon each strategy finds the counterexample of each violated cell, and how small shrinking
// makes it, beside the smallest one that a proof knows: a table in Markdown.
//
//   stalemate_shrink_table SCENARIO.json...
//
// Costs are those of one timed run each, its calm end included. Only cells whose proof makes the
// same claim have a smallest one.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scenarios/campaign/proving.h"
#include "scenarios/format/load.h"
#include "scenarios/proof/prove.h"
#include "scenarios/shrink/shrink.h"

namespace stalemate::tests {
namespace {

using scenarios::Cell;
using scenarios::Result;
using scenarios::Scenario;
using scenarios::ShrinkCost;
using scenarios::Strategy;

constexpr auto property = model::Property::eventually_fresh;
constexpr std::uint64_t most_seeds = 100'000;
constexpr std::uint64_t most_transitions = 5'000'000;

constexpr std::array strategies{Strategy::random, Strategy::swarm, Strategy::priorities,
                                Strategy::partial_order};

struct Found {
  std::uint64_t runs = 0;  // until the first failing one
  scenarios::ToldRun told;
};

std::optional<Found> find(const Cell& cell, Strategy strategy) {
  model::Simulation simulation(cell.config);
  scenarios::SeededExplorers explorers(strategy);
  for (std::uint64_t seed = 1; seed <= most_seeds; ++seed) {
    const model::RunResult result = simulation.run(explorers.for_seed(seed));
    if (result.findings.front().verdict != model::Verdict::violated) continue;
    return Found{seed, run_seed(simulation, strategy, seed)};
  }
  return std::nullopt;
}

ShrinkCost cost_of(const Cell& cell, const sim::Schedule& schedule) {
  scenarios::Trial trial(cell.config, property, 0);
  return trial.weigh(sim::deviations_of(schedule)).cost;
}

/// The proof's counterexample with times; nothing where there is none to compare with.
std::optional<ShrinkCost> smallest(const Scenario& scenario, const Cell& cell) {
  if (!scenarios::prescribed(cell.config).empty()) return std::nullopt;
  const std::atomic<bool> never{false};
  const model::ProofConfig config =
      model::proof_config(cell.config, scenarios::bounds_of(scenarios::ProveOptions{}));
  const scenarios::CloseRequest request{config,          2, {}, std::size_t{4} << 30, never, {},
                                        most_transitions};
  const scenarios::CellProof proof =
      proof_of(scenario, cell, config, close_rest_graph(request), {"0", "0000000000000000"});
  const auto& shown = proof.certificate.counterexamples;
  if (std::none_of(shown.begin(), shown.end(), [](const auto& one) { return one.has_value(); })) {
    return std::nullopt;
  }
  const auto timed = timed_counterexample(proof.certificate, scenario, cell);
  if (!timed.problem.empty()) return std::nullopt;
  const Result<Scenario> own = embedded_scenario(timed.schedule, scenario.path);
  if (!own) return std::nullopt;
  return cost_of(own.value().cells.front(), timed.schedule.choices);
}

std::string words(const ShrinkCost& cost) {
  return fmt::format("{} + {}, {}", cost.requests, cost.faults, cost.steps);
}

/// @return whether it is as small as it has to be
bool add_row(const Scenario& scenario, const Cell& cell, Strategy strategy,
             const std::optional<ShrinkCost>& least) {
  const auto begun = std::chrono::steady_clock::now();
  const auto found = find(cell, strategy);
  const char* const by = model::name(strategy);
  if (!found) {
    fmt::print("| {} | {} | {} | not found | | | | |\n", scenario.name, cell.name, by);
    return false;
  }
  const sim::Schedule schedule = schedule_of(found->told.transcript);
  const auto shrunk = scenarios::shrink(
      {scenario, cell, property, schedule, scenarios::usual_shrink_budget, [] { return false; }});
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  if (!shrunk) return false;
  const ShrinkCost& small = shrunk.value().after;
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {:.0f} |\n", scenario.name, cell.name, by,
             found->runs, words(shrunk.value().before), words(small), least ? words(*least) : "",
             took.count());
  if (!least) return true;
  return small.requests <= least->requests && small.faults <= least->faults &&
         small.steps * 10 <= least->steps * 12;
}

int run(const std::vector<std::string>& paths) {
  fmt::print("Requests + faults, macro-steps.\n\n");
  fmt::print(
      "| scenario | cell | strategy | runs to find | first | shrunk | smallest (proof) | ms |\n");
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  std::size_t rows = 0;
  std::size_t too_large = 0;
  for (const std::string& path : paths) {
    const Result<Scenario> scenario = scenarios::load_scenario(path);
    if (!scenario) {
      fmt::print(stderr, "{}\n", scenario.error().message);
      return 2;
    }
    for (const Cell& cell : scenario.value().cells) {
      if (cell.expected.front() != model::Verdict::violated) continue;
      const auto least = smallest(scenario.value(), cell);
      for (Strategy strategy : strategies) {
        ++rows;
        if (!add_row(scenario.value(), cell, strategy, least)) ++too_large;
      }
      std::fflush(stdout);
    }
  }
  fmt::print("\n{} rows; {} not found, or more than a fifth longer than the smallest.\n", rows,
             too_large);
  return too_large == 0 && rows > 0 ? 0 : 1;
}

}  // namespace
}  // namespace stalemate::tests

int main(int count, char** values) { return stalemate::tests::run({values + 1, values + count}); }
