// How long it takes to build and to analyse a graph of a million nodes and five million edges, and
// to find a loop in one of some thousand.
#include <cstdint>
#include <optional>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/graph/loops.h"
#include "sim/graph/progress.h"
#include "sim/random.h"

namespace stalemate::tests {
namespace {

constexpr std::uint32_t nodes = 1'000'000;
constexpr std::uint32_t few_nodes = 5'000;
constexpr std::uint32_t rounds_of_a_node = 5;

// Every fourth round is progress, every other is due somewhere, few are disturbed or throttled.
std::vector<sim::Edge> random_edges(std::uint32_t node_count) {
  const std::uint32_t rounds = node_count * rounds_of_a_node;
  sim::Random random(391, "graph");
  std::vector<sim::Edge> edges;
  edges.reserve(rounds);
  while (edges.size() < rounds) {
    const sim::NodeIndex from = random.below(node_count);
    const sim::NodeIndex to = random.below(node_count);
    const sim::RoundLabel label{.disturbed = random.below(16) == 0,
                                .progress = random.below(4) == 0,
                                .throttled = static_cast<sim::Limits>(random.below(16) == 0),
                                .renewed = static_cast<sim::Limits>(random.below(64) == 0),
                                .due = random.below(2) == 0 ? 1U << random.below(4) : 0U};
    edges.push_back({from, to, sim::pack(label)});
  }
  return edges;
}

void build_graph(benchmark::State& state) {
  const std::vector<sim::Edge> edges = random_edges(nodes);
  for (auto _ : state) {
    const sim::Graph graph(nodes, edges);
    benchmark::DoNotOptimize(graph.edge_count());
  }
}
BENCHMARK(build_graph)->Unit(benchmark::kMillisecond);

void analyse_graph(benchmark::State& state) {
  const sim::Graph graph(nodes, random_edges(nodes));
  for (auto _ : state) {
    const sim::Progress progress = sim::analyse(graph, 15);
    benchmark::DoNotOptimize(progress.summary.heals_within);
  }
}
BENCHMARK(analyse_graph)->Unit(benchmark::kMillisecond);

void find_fair_loop(benchmark::State& state) {
  const sim::Graph graph(few_nodes, random_edges(few_nodes));
  const sim::Progress progress = sim::analyse(graph, 15);
  const sim::Loops loops(graph, progress, sim::Violation::stuck_fair);
  const auto one = [](sim::EdgeIndex, std::uint32_t) { return std::optional(1U); };
  for (auto _ : state) {
    const auto loop = loops.cheapest(0, one, 1000U);
    benchmark::DoNotOptimize(loop.has_value());
  }
}
BENCHMARK(find_fair_loop)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stalemate::tests
