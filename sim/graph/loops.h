// The loops of a graph that violate (progress.h): which edges they are made of, and the cheapest
// one through a node. And on a path that leads to one: the step that made it unavoidable.
//
// Invariants:
//  1. A loop that is found is a path through the graph that ends where it begins. It is idle,
//     something in it is due (of an absent loop: absent, and never due), one of a fair violation
//     asks at all places, and each limit that throttles a round in it is renewed in it.
//  2. No such loop through that node costs less; of several the same one is found, always.
//
// Cost: a search through the knot of the node, as far as the loop may cost: each edge once for each
// set of places, and of limits, that the way to it can have met.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "sim/graph/graph.h"
#include "sim/graph/progress.h"

namespace stalemate::sim {

class Loops {
 public:
  /// Both must stay where they are.
  Loops(const Graph& graph, const Progress& progress, Violation violation);

  /// Whether a loop goes through the node.
  bool may_begin(NodeIndex node) const {
    return (progress_->violations_of_knot[progress_->knots.of_node[node]] & bit(violation_)) != 0;
  }
  /// Whether a loop can have the edge.
  bool may_have(EdgeIndex edge) const { return progress_->in_knot(*graph_, edge); }

  template <class Cost>
  struct Found {
    Cost cost;
    EdgePath path;
  };
  /// The cheapest loop through a node. Costs can be added and compared; none is below Cost{}.
  /// @param cost_of an edge, and of the way to it: what the edge costs, as an optional Cost;
  ///        nothing: not this one
  /// @param most what the loop may cost
  template <class Cost, class CostOf>
  std::optional<Found<Cost>> cheapest(NodeIndex home, const CostOf& cost_of,
                                      const Cost& most) const;

 private:
  /// How far a walk round a loop has come.
  struct Walk {
    NodeIndex node = 0;
    std::uint32_t places = 0;  // where it has asked, if that counts
    bool due = false;          // something was due, or absent
    Limits throttled = 0;
    Limits renewed = 0;

    auto operator<=>(const Walk&) const = default;
  };
  Walk after(Walk walk, EdgeIndex edge) const;
  bool violates(const Walk& walk) const;

  const Graph* graph_;
  const Progress* progress_;
  Violation violation_;
  std::uint32_t places_needed_;
};

/// Where a path, which may have disturbed edges, met its fate: the place of its last node that is
/// not doomed. Place 0 is `root`, place n is where edge n - 1 of the path ends; so unless it is the
/// length of the path, it is also the place of the edge after which all nodes are doomed.
/// @return nothing if `root` and all others are doomed
std::optional<std::size_t> first_fatal(const Graph& graph, const Progress& progress, NodeIndex root,
                                       std::span<const EdgeIndex> path);

template <class Cost, class CostOf>
std::optional<Loops::Found<Cost>> Loops::cheapest(NodeIndex home, const CostOf& cost_of,
                                                  const Cost& most) const {
  if (!may_begin(home)) return std::nullopt;
  struct Best {
    Cost cost;
    Walk before;
    EdgeIndex edge = 0;
  };
  const Walk first{home, 0, false, 0, 0};
  std::map<Walk, Best> reached{{first, {}}};
  using Entry = std::pair<Cost, Walk>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(Cost{}, first);
  while (!open.empty()) {
    const auto [so_far, walk] = open.top();
    open.pop();
    if (so_far > reached.at(walk).cost) continue;
    if (walk.node == home && violates(walk)) {
      Found<Cost> found{so_far, {}};
      for (Walk at = walk; at != first; at = reached.at(at).before) {
        found.path.push_back(reached.at(at).edge);
      }
      std::reverse(found.path.begin(), found.path.end());
      return found;
    }
    for (const EdgeIndex edge : graph_->out(walk.node)) {
      if (!may_have(edge)) continue;
      const Walk next = after(walk, edge);
      const auto known = reached.find(next);
      if (known != reached.end() && known->second.cost <= so_far) continue;
      const std::optional<Cost> further = cost_of(edge, so_far);
      if (!further || so_far + *further > most) continue;
      const Cost whole = so_far + *further;
      if (known != reached.end() && known->second.cost <= whole) continue;
      reached.insert_or_assign(next, Best{whole, walk, edge});
      open.emplace(whole, next);
    }
  }
  return std::nullopt;
}

}  // namespace stalemate::sim
