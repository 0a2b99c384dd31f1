#include "tests/model/proof/rest_graph.h"

#include <algorithm>

#include <fmt/format.h>

namespace stalemate::model {

std::optional<RestGraph> rest_graph(const ProofConfig& config, std::uint64_t transition_limit,
                                    const Engine& engine) {
  BurstExplorer explorer(config, engine);
  explorer.world().start();
  RestGraph graph;
  std::vector<RestState> open{explorer.world().rest()};
  graph[open.front()];
  std::uint64_t transitions = 0;
  while (!open.empty()) {
    const RestState state = open.back();
    open.pop_back();
    BurstResult result = explorer.explore(state, transition_limit);
    transitions += result.count.transitions;
    if (result.stopped || transitions > transition_limit) return std::nullopt;
    for (const RoundEdge& edge : result.edges) {
      if (graph.try_emplace(edge.to).second) open.push_back(edge.to);
    }
    graph[state] = std::move(result.edges);
  }
  return graph;
}

bool same_edge(const RoundEdge& left, const RoundEdge& right) {
  return left.to == right.to && left.round == right.round;
}

std::string difference(const RestGraph& left, const RestGraph& right) {
  if (left.size() != right.size()) {
    return fmt::format("{} states at rest, and {}", left.size(), right.size());
  }
  for (const auto& [state, edges] : left) {
    const auto other = right.find(state);
    if (other == right.end()) return "another state at rest";
    if (!std::equal(edges.begin(), edges.end(), other->second.begin(), other->second.end(),
                    same_edge)) {
      return fmt::format("{} rounds of a state, and {}", edges.size(), other->second.size());
    }
  }
  return "";
}

}  // namespace stalemate::model
