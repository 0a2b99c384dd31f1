// How fast all interleavings of one burst are explored.
//
// The handler of pull request 425 behind the Pages Router, everything registered, no faults, one
// entry that has expired. The arguments: how many isolates, and how many requests at each.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "model/proof/burst_explorer.h"

namespace stalemate::tests {
namespace {

model::ProofConfig config_of(const benchmark::State& state) {
  const auto isolates = static_cast<std::uint32_t>(state.range(0));
  const auto requests = static_cast<std::uint32_t>(state.range(1));
  model::WorldConfig config;
  config.isolates_per_colo = {isolates};
  config.handler.generation = model::Generation::pull_425;
  config.page.revalidate_ms = 60'000;
  config.page.initial[0].present = true;
  config.page.initial[0].expired_for_us = 5'000'000;
  config.workload.emplace_back();
  model::ProofBounds bounds;
  bounds.requests_per_isolate = requests;
  bounds.requests_per_burst = isolates * requests;
  bounds.late_writes = 1;
  return model::proof_config(config, bounds);
}

void explore_burst(benchmark::State& state, model::Engine engine) {
  engine.share_states = false;  // or the second time there would be nothing left to explore
  model::BurstExplorer explorer(config_of(state), engine);
  explorer.world().start();
  const model::RestState root = explorer.world().rest();
  model::BurstCount count;
  for (auto _ : state) count.add(explorer.explore(root, ~std::uint64_t{0}).count);
  using benchmark::Counter;
  state.counters["states"] = Counter(static_cast<double>(count.states), Counter::kIsRate);
  state.counters["transitions"] = Counter(static_cast<double>(count.transitions), Counter::kIsRate);
}

// What isolates do is learned, with the first burst; each step is run; and run from the beginning.
BENCHMARK_CAPTURE(explore_burst, learned, model::Engine{})
    ->Args({2, 2})
    ->Args({2, 3})
    ->Args({3, 2})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_burst, run, model::Engine{.learns = false})
    ->Args({2, 2})
    ->Args({2, 3})
    ->Args({3, 2})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explore_burst, replayed, model::Engine{.keeping = model::Keeping::replay})
    ->Args({2, 2})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stalemate::tests
