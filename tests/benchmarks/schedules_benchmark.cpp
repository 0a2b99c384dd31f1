// How fast random schedules run, for the seed scenario: four requests, Pages Router; by the models
// in C++, and by a published package.
//
// A schedule here is everything that `check` does for one seed: restore the world, run the workload
// under random choices with trace hashing on, then the calm suffix that decides the verdict.

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include <benchmark/benchmark.h>

#include "model/simulation.h"
#include "scenarios/format/load.h"
#include "scenarios/format/with_handler.h"
#include "scenarios/javascript/programs.h"
#include "sim/explore/random_explorer.h"

namespace stalemate {

namespace {

template <class T>
T value_or_exit(const scenarios::Result<T>& result) {
  if (result.ok()) return result.value();
  std::cerr << result.error().message << '\n';
  std::exit(2);
}

model::WorldConfig config_of(const scenarios::Scenario& scenario, const std::string& cell_name) {
  for (const scenarios::Cell& cell : scenario.cells) {
    if (cell.name == cell_name) return cell.config;
  }
  std::cerr << "no cell " << cell_name << '\n';
  std::exit(2);
}

scenarios::Scenario seed_scenario() {
  return value_or_exit(scenarios::load_scenario(STALEMATE_SOURCE_DIR "/scenarios/pr-425.json"));
}

void random_schedules(benchmark::State& state, const model::WorldConfig& config) {
  model::Simulation simulation(config);
  std::uint64_t seed = static_cast<std::uint64_t>(state.thread_index()) << 40;
  std::uint64_t events = 0;
  std::uint64_t steps = 0;
  double virtual_seconds = 0;
  std::uint64_t hashes = 0;
  for (auto iteration : state) {
    sim::RandomExplorer explorer(seed++);
    const model::RunResult result = simulation.run(explorer);
    events += result.trace.count();
    steps += result.steps;
    virtual_seconds += static_cast<double>(result.ended_at_us) / 1e6;
    hashes ^= result.trace.hash();
  }
  benchmark::DoNotOptimize(hashes);
  using benchmark::Counter;
  state.counters["schedules"] = Counter(static_cast<double>(state.iterations()), Counter::kIsRate);
  state.counters["events"] = Counter(static_cast<double>(events), Counter::kIsRate);
  state.counters["macro_steps"] = Counter(static_cast<double>(steps), Counter::kIsRate);
  state.counters["virtual_seconds"] = Counter(virtual_seconds, Counter::kIsRate);
  state.counters["world_bytes"] =
      Counter(static_cast<double>(simulation.arena().used()), Counter::kAvgThreads);
}

void fixed_handler(benchmark::State& state) {
  random_schedules(state, config_of(seed_scenario(), "#425 / put and regeneration"));
}
void broken_handler(benchmark::State& state) {
  random_schedules(state, config_of(seed_scenario(), "before #425 / regeneration only"));
}
/// A fresh set of module globals for each schedule.
void package(benchmark::State& state) {
  auto scenario = value_or_exit(scenarios::with_handler(seed_scenario(), "npm:vinext@0.0.55"));
  scenarios::load_programs(scenario);
  const model::WorldConfig config = config_of(scenario, "put and regeneration");
  if (const auto problem = scenarios::problem_of_program(config.handler)) {
    return state.SkipWithError(problem->message.c_str());
  }
  random_schedules(state, config);
}

BENCHMARK(fixed_handler)->Threads(1)->Threads(2)->UseRealTime()->MinTime(2);
BENCHMARK(broken_handler)->Threads(1)->Threads(2)->UseRealTime()->MinTime(2);
BENCHMARK(package)->Threads(1)->Threads(2)->UseRealTime()->MinWarmUpTime(6)->MinTime(6);

}  // namespace

}  // namespace stalemate

BENCHMARK_MAIN();
