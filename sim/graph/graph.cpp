#include "sim/graph/graph.h"

#include <algorithm>
#include <limits>

#include "sim/assert.h"

namespace stalemate::sim {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

// Tarjan's algorithm with its recursion written out as a stack of calls.
class ComponentSearch {
 public:
  ComponentSearch(const Graph& graph, const EdgePredicate& follow)
      : graph_(graph), follow_(follow), visit_(graph.node_count(), 0), low_(graph.node_count()) {
    found_.of_node.assign(graph.node_count(), none);
  }

  Components run() {
    for (NodeIndex root = 0; root < graph_.node_count(); ++root) {
      if (visit_[root] != 0) continue;
      enter(root);
      while (!calls_.empty()) step();
    }
    return std::move(found_);
  }

 private:
  struct Call {
    NodeIndex node;
    EdgeIndex next;
  };

  void enter(NodeIndex node) {
    visit_[node] = low_[node] = ++visits_;
    open_.push_back(node);
    calls_.push_back({node, graph_.out_begin(node)});
  }

  void step() {
    Call& call = calls_.back();
    if (call.next == graph_.out_end(call.node)) {
      leave(call.node);
      return;
    }
    const EdgeIndex edge = call.next++;
    if (!follow_(edge)) return;
    const NodeIndex to = graph_.to(edge);
    if (visit_[to] == 0) {
      enter(to);
    } else if (found_.of_node[to] == none) {
      low_[call.node] = std::min(low_[call.node], visit_[to]);
    }
  }

  void leave(NodeIndex node) {
    calls_.pop_back();
    if (low_[node] == visit_[node]) close(node);
    if (calls_.empty()) return;
    const NodeIndex caller = calls_.back().node;
    low_[caller] = std::min(low_[caller], low_[node]);
  }

  // All that was opened since `root` was entered is one component.
  void close(NodeIndex root) {
    for (NodeIndex node = none; node != root; open_.pop_back()) {
      node = open_.back();
      found_.of_node[node] = found_.count;
    }
    ++found_.count;
  }

  const Graph& graph_;
  const EdgePredicate& follow_;
  std::vector<std::uint32_t> visit_;  // when a node was entered, from 1; 0: not yet
  std::vector<std::uint32_t> low_;    // the earliest open node that it is known to lead to
  std::uint32_t visits_ = 0;
  std::vector<Call> calls_;
  std::vector<NodeIndex> open_;
  Components found_;
};

}  // namespace

Graph::Graph(std::uint32_t node_count, std::vector<Edge> edges) {
  SIM_ASSERT(node_count < none);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  SIM_ASSERT(edges.size() < none);

  first_out_.assign(std::size_t{node_count} + 1, 0);
  from_.reserve(edges.size());
  to_.reserve(edges.size());
  label_.reserve(edges.size());
  for (const Edge& edge : edges) {
    SIM_ASSERT(edge.from < node_count && edge.to < node_count);
    ++first_out_[edge.from + 1];
    from_.push_back(edge.from);
    to_.push_back(edge.to);
    label_.push_back(edge.label);
  }
  for (NodeIndex node = 0; node < node_count; ++node) first_out_[node + 1] += first_out_[node];
}

std::vector<NodeIndex> Components::nodes_in_order() const {
  std::vector<std::uint32_t> next(std::size_t{count} + 1, 0);
  for (const std::uint32_t component : of_node) ++next[component + 1];
  for (std::uint32_t component = 0; component < count; ++component) {
    next[component + 1] += next[component];
  }
  std::vector<NodeIndex> nodes(of_node.size());
  for (NodeIndex node = 0; node < of_node.size(); ++node) nodes[next[of_node[node]]++] = node;
  return nodes;
}

Components components(const Graph& graph, const EdgePredicate& follow) {
  return ComponentSearch(graph, follow).run();
}

}  // namespace stalemate::sim
