#include "scenarios/proof/burst_map.h"

#include <algorithm>
#include <map>
#include <utility>

namespace stalemate::scenarios {

namespace {

constexpr std::uint32_t far_away = ~std::uint32_t{0};

/// How many bursts from the start each state is; edges are sorted by where they begin, and states
/// by when they were met, so one pass is enough.
std::vector<std::uint32_t> depths_of(const RestGraph& graph) {
  std::vector<std::uint32_t> depths(graph.nodes.size(), far_away);
  depths.front() = 0;
  for (const RestEdge& edge : graph.edges) {
    depths[edge.to] = std::min(depths[edge.to], depths[edge.from] + 1);
  }
  return depths;
}

BurstMap::Node node_of(const Proof& proof, std::uint32_t index, std::size_t artifact) {
  const model::RestState& state = proof.graph.nodes[index];
  BurstMap::Node node;
  node.doomed = proof.doomed[artifact][index];
  const std::uint32_t rank = proof.ranks[artifact][index];
  if (rank != sim::unbounded) node.rank = rank;
  const auto& value = state.store[artifact].value;
  node.stored = value.has_value();
  node.expired = value && value->revalidate_at && *value->revalidate_at == 0;
  for (const model::RestState::IsolateGlobals& globals : state.isolates) {
    node.orphaned_slots += static_cast<std::uint32_t>(globals.orphaned_slots.size());
  }
  node.late_writes = static_cast<std::uint32_t>(state.late_writes.size());
  return node;
}

std::vector<BurstMap::Edge> edges_of(const RestGraph& graph, std::size_t artifact,
                                     std::size_t nodes) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, BurstMap::Edge> known;
  for (const RestEdge& edge : graph.edges) {
    if (edge.from >= nodes || edge.to >= nodes) continue;
    const auto [place, is_new] =
        known.try_emplace({edge.from, edge.to}, BurstMap::Edge{edge.from, edge.to, false, true});
    place->second.progress = place->second.progress || edge.round.progress[artifact];
    place->second.disturbed = place->second.disturbed && edge.round.disturbed;
  }
  std::vector<BurstMap::Edge> edges;
  for (const auto& [ends, edge] : known) edges.push_back(edge);
  return edges;
}

}  // namespace

BurstMap burst_map(const Proof& proof, model::Artifact artifact) {
  BurstMap map;
  const auto number = static_cast<std::size_t>(artifact);
  map.all_nodes = proof.graph.nodes.size();
  map.all_rounds = proof.graph.edges.size();
  if (proof.doomed[number].size() != map.all_nodes) return map;
  const std::vector<std::uint32_t> depths = depths_of(proof.graph);
  for (std::uint32_t index = 0; index < map.all_nodes; ++index) {
    BurstMap::Node node = node_of(proof, index, number);
    node.depth = depths[index];
    if (map.levels.size() <= node.depth) map.levels.resize(node.depth + 1);
    BurstMap::Level& level = map.levels[node.depth];
    ++level.states;
    if (node.doomed) ++level.doomed;
    if (!node.doomed && !node.rank) ++level.stuck;
    if (map.nodes.size() < most_mapped_nodes) map.nodes.push_back(node);
  }
  map.edges = edges_of(proof.graph, number, map.nodes.size());
  return map;
}

}  // namespace stalemate::scenarios
