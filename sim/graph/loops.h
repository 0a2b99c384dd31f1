// Shows what progress.h found: a loop that violates, and the step that made it unavoidable.
//
// Invariants:
//  1. Stem and loop are paths through the graph: each edge begins where the one before ended. The
//     stem begins at the given node, the loop begins and ends where the stem ends.
//  2. The stem is undisturbed. The loop is idle, its first edge is due (of an absent loop: absent),
//     and it can repeat for ever: if an edge in it is throttled, another one is renewed.
//  3. The loop of a fair violation asks at all places; an absent loop has no edge that is due.
//  4. The stem is the shortest to any edge that can begin such a loop, then the one with the
//     smallest edge numbers. Under any routing so is the loop, from the end of that stem, unless
//     the limit has to be renewed in it; else it is put together from shortest pieces.
//
// Cost: a search over the future of the node, then one over the knot for each piece of the loop.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "sim/graph/graph.h"
#include "sim/graph/progress.h"

namespace stalemate::sim {

struct Lasso {
  EdgePath stem;
  EdgePath loop;
};

/// @return nothing if the violation does not hold at `from`
std::optional<Lasso> find_loop(const Graph& graph, const Progress& progress, NodeIndex from,
                               Violation violation);

/// Where a path, which may have disturbed edges, met its fate: the place of its last node that is
/// not doomed. Place 0 is `root`, place n is where edge n - 1 of the path ends; so unless it is the
/// length of the path, it is also the place of the edge after which all nodes are doomed.
/// @return nothing if `root` and all others are doomed
std::optional<std::size_t> first_fatal(const Graph& graph, const Progress& progress, NodeIndex root,
                                       std::span<const EdgeIndex> path);

}  // namespace stalemate::sim
