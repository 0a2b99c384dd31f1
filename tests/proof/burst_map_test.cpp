// The small map of a proof's graph.
#include "scenarios/proof/burst_map.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

BurstMap map_of(const char* cell) { return burst_map(proved(cell).proof, model::Artifact::html); }

TEST_CASE("a map counts every state once, by its distance from the start", "[proof][slow]") {
  for (const char* const cell : {healing, stuck, doomed}) {
    INFO(cell);
    const Proof& proof = proved(cell).proof;
    const BurstMap map = map_of(cell);
    CHECK(map.all_nodes == proof.graph.nodes.size());
    CHECK(map.all_rounds == proof.graph.edges.size());
    std::size_t states = 0;
    for (const BurstMap::Level& level : map.levels) states += level.states;
    CHECK(states == map.all_nodes);
    REQUIRE(map.nodes.size() == std::min(map.all_nodes, most_mapped_nodes));
    CHECK(map.nodes.front().depth == 0);
    CHECK(map.levels.front().states == 1);
    std::vector<bool> reached(map.nodes.size());
    for (const BurstMap::Edge& edge : map.edges) {
      if (map.nodes[edge.from].depth + 1 == map.nodes[edge.to].depth) reached[edge.to] = true;
    }
    for (std::size_t node = 1; node < map.nodes.size(); ++node) {
      INFO(node);
      CHECK(map.nodes[node - 1].depth <= map.nodes[node].depth);
      CHECK(reached[node]);
    }
  }
}

TEST_CASE("a map tells what becomes of the page: heals, can be stuck, doomed", "[proof][slow]") {
  const auto none_doomed = [](const BurstMap& map) {
    return std::none_of(map.nodes.begin(), map.nodes.end(),
                        [](const auto& node) { return node.doomed; });
  };
  const BurstMap heals = map_of(healing);
  CHECK(none_doomed(heals));
  for (const BurstMap::Node& node : heals.nodes) CHECK(node.rank.has_value());
  const BurstMap can_be_stuck = map_of(stuck);
  CHECK(none_doomed(can_be_stuck));
  CHECK_FALSE(can_be_stuck.nodes.front().rank.has_value());
  const BurstMap lost = map_of(doomed);
  const auto at = std::find_if(lost.nodes.begin(), lost.nodes.end(),
                               [](const auto& node) { return node.doomed; });
  REQUIRE(at != lost.nodes.end());
  CHECK(at->orphaned_slots == 1);
  CHECK_FALSE(lost.nodes.front().doomed);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
