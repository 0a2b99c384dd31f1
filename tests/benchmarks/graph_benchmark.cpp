// How long it takes to build and to analyse a graph of a million nodes and five million edges.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/graph/loops.h"
#include "sim/graph/progress.h"
#include "sim/random.h"

namespace stalemate::tests {
namespace {

constexpr std::uint32_t nodes = 1'000'000;
constexpr std::uint32_t rounds = 5'000'000;

// Every fourth round is progress, every other is due somewhere, few are disturbed or throttled.
std::vector<sim::Edge> random_edges() {
  sim::Random random(391, "graph");
  std::vector<sim::Edge> edges;
  edges.reserve(rounds);
  while (edges.size() < rounds) {
    const sim::NodeIndex from = random.below(nodes);
    const sim::NodeIndex to = random.below(nodes);
    const sim::RoundLabel label{.disturbed = random.below(16) == 0,
                                .progress = random.below(4) == 0,
                                .throttled = random.below(16) == 0,
                                .renewed = random.below(64) == 0,
                                .due = random.below(2) == 0 ? 1U << random.below(4) : 0U};
    edges.push_back({from, to, sim::pack(label)});
  }
  return edges;
}

void build_graph(benchmark::State& state) {
  const std::vector<sim::Edge> edges = random_edges();
  for (auto _ : state) {
    const sim::Graph graph(nodes, edges);
    benchmark::DoNotOptimize(graph.edge_count());
  }
}
BENCHMARK(build_graph)->Unit(benchmark::kMillisecond);

void analyse_graph(benchmark::State& state) {
  const sim::Graph graph(nodes, random_edges());
  for (auto _ : state) {
    const sim::Progress progress = sim::analyse(graph, 15);
    benchmark::DoNotOptimize(progress.summary.heals_within);
  }
}
BENCHMARK(analyse_graph)->Unit(benchmark::kMillisecond);

void find_fair_loop(benchmark::State& state) {
  const sim::Graph graph(nodes, random_edges());
  const sim::Progress progress = sim::analyse(graph, 15);
  for (auto _ : state) {
    const auto lasso = sim::find_loop(graph, progress, 0, sim::Violation::stuck_fair);
    benchmark::DoNotOptimize(lasso.has_value());
  }
}
BENCHMARK(find_fair_loop)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stalemate::tests
