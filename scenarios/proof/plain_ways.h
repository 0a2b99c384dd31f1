// The cheapest ways through the graph of states at rest, by requests and faults alone.
//
// Invariants:
//  1. `by` leads back to node 0 from each node that can be come to, at its cost.
//
// Cost: each round out of each node is looked at once, by Dijkstra's algorithm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "model/proof/burst_search.h"

namespace stalemate::scenarios {

struct PlainWays {
  static constexpr model::RoundCost unreachable{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0};

  std::vector<model::RoundCost> cost;  // by node
  std::vector<std::size_t> by;         // the round by which a node is come to

  bool reaches(std::size_t node) const { return cost[node] != unreachable; }
};

/// @param for_rounds_out for_rounds_out(node, visit) calls visit(round, to, cost) for each round
template <class ForRoundsOut>
PlainWays plain_ways(std::size_t nodes, const ForRoundsOut& for_rounds_out) {
  PlainWays ways;
  ways.cost.assign(nodes, PlainWays::unreachable);
  ways.by.assign(nodes, 0);
  using Entry = std::pair<model::RoundCost, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  ways.cost[0] = {};
  open.emplace(model::RoundCost{}, 0);
  while (!open.empty()) {
    const auto [so_far, node] = open.top();
    open.pop();
    if (so_far > ways.cost[node]) continue;
    const model::RoundCost& before = so_far;
    for_rounds_out(node, [&](std::size_t round, std::uint32_t to, const model::RoundCost& cost) {
      const model::RoundCost whole = before + cost;
      if (whole >= ways.cost[to]) return;
      ways.cost[to] = whole;
      ways.by[to] = round;
      open.emplace(whole, to);
    });
  }
  return ways;
}

}  // namespace stalemate::scenarios
