// A directed graph of integers, and what can be said of it without knowing what it stands for.
//
// Nodes are 0 .. node_count() - 1. Edges are numbered too, in the order of (from, to, label), so
// that equal sets of edges make equal graphs, whatever order they were found in. A label is a word
// that only the caller can read.
//
// Invariants:
//  1. No two edges agree in from, to and label.
//  2. The edges out of a node have consecutive numbers, in ascending order of (to, label).
//  3. Nothing here recurses, and all results are functions of the graph alone.
//
// Cost: 16 bytes an edge and 4 a node; building sorts. components() reads every
// edge at most once and asks its predicate at most once for each.
#pragma once

#include <cstdint>
#include <functional>
#include <ranges>
#include <vector>

namespace stalemate::sim {

using NodeIndex = std::uint32_t;
using EdgeIndex = std::uint32_t;
using EdgeLabel = std::uint64_t;
using EdgePredicate = std::function<bool(EdgeIndex)>;
using EdgePath = std::vector<EdgeIndex>;

struct Edge {
  NodeIndex from = 0;
  NodeIndex to = 0;
  EdgeLabel label = 0;

  auto operator<=>(const Edge&) const = default;
};

class Graph {
 public:
  /// Every end of an edge must be below `node_count`. Equal edges are merged.
  Graph(std::uint32_t node_count, std::vector<Edge> edges);

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(first_out_.size() - 1); }
  std::uint32_t edge_count() const { return static_cast<std::uint32_t>(to_.size()); }

  NodeIndex from(EdgeIndex edge) const { return from_[edge]; }
  NodeIndex to(EdgeIndex edge) const { return to_[edge]; }
  EdgeLabel label(EdgeIndex edge) const { return label_[edge]; }

  EdgeIndex out_begin(NodeIndex node) const { return first_out_[node]; }
  EdgeIndex out_end(NodeIndex node) const { return first_out_[node + 1]; }
  /// The numbers of the edges out of `node`, ascending.
  auto out(NodeIndex node) const { return std::views::iota(out_begin(node), out_end(node)); }
  /// The numbers of all edges, ascending.
  auto edges() const { return std::views::iota(EdgeIndex{0}, edge_count()); }

 private:
  std::vector<EdgeIndex> first_out_;  // one more than there are nodes
  std::vector<NodeIndex> from_;
  std::vector<NodeIndex> to_;
  std::vector<EdgeLabel> label_;
};

/// The strongly connected components of a part of a graph, in reverse topological order: an edge
/// of that part leads into its own component or into one with a smaller number.
struct Components {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> of_node;

  /// Both ends lie in one component; whether the edge is part of it is for the caller to know.
  bool joins_one(const Graph& graph, EdgeIndex edge) const {
    return of_node[graph.from(edge)] == of_node[graph.to(edge)];
  }
  /// All nodes by ascending number of their components, within one by ascending node.
  std::vector<NodeIndex> nodes_in_order() const;
};

/// The components of the graph that has all nodes, and those edges for which `follow` holds.
Components components(const Graph& graph, const EdgePredicate& follow);

}  // namespace stalemate::sim
