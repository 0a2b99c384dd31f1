// Graphs of integers: their rows, their components, their shortest paths.
#include "sim/graph/graph.h"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

namespace stalemate::sim {
namespace {

using Path = EdgePath;

bool every_edge(EdgeIndex) { return true; }

TEST_CASE("a graph does not depend on the order of its edges, and keeps each once", "[graph]") {
  const Graph graph(4, {{2, 0, 7}, {0, 2, 1}, {0, 1, 9}, {0, 1, 3}, {2, 0, 7}, {0, 1, 9}});
  REQUIRE(graph.node_count() == 4);
  REQUIRE(graph.edge_count() == 4);
  std::vector<Edge> edges;
  for (const EdgeIndex edge : graph.edges()) {
    edges.push_back({graph.from(edge), graph.to(edge), graph.label(edge)});
  }
  CHECK(edges == std::vector<Edge>{{0, 1, 3}, {0, 1, 9}, {0, 2, 1}, {2, 0, 7}});
  CHECK(graph.out_begin(0) == 0);
  CHECK(graph.out_end(0) == 3);
  CHECK(std::ranges::empty(graph.out(1)));
  CHECK(graph.out_begin(2) == 3);
  CHECK(graph.out_end(3) == 4);
}

TEST_CASE("a graph may be empty", "[graph]") {
  const Graph graph(0, {});
  CHECK(graph.node_count() == 0);
  CHECK(components(graph, every_edge).count == 0);
}

TEST_CASE("components are numbered with those first that they lead to", "[graph]") {
  // 0 <-> 1 -> 2 -> 3 <-> 4, and 5 alone.
  const Graph graph(6, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 4}, {4, 3}});
  const Components all = components(graph, every_edge);
  CHECK(all.count == 4);
  CHECK(all.of_node == std::vector<std::uint32_t>{2, 2, 1, 0, 0, 3});
  CHECK(all.nodes_in_order() == std::vector<NodeIndex>{3, 4, 2, 0, 1, 5});
}

TEST_CASE("components follow only the edges they are told to", "[graph]") {
  const Graph graph(3, {{0, 1, 0}, {1, 2, 0}, {2, 0, 1}});
  CHECK(components(graph, every_edge).count == 1);
  CHECK(components(graph, [&graph](EdgeIndex edge) { return graph.label(edge) == 0; }).count == 3);
}

TEST_CASE("a path of a million nodes needs no deep stack", "[graph]") {
  constexpr std::uint32_t count = 1'000'000;
  std::vector<Edge> edges;
  for (NodeIndex node = 0; node + 1 < count; ++node) edges.push_back({node, node + 1, 0});
  const Graph open(count, edges);
  CHECK(components(open, every_edge).count == count);
  edges.push_back({count - 1, 0, 0});
  const Graph closed(count, edges);
  CHECK(components(closed, every_edge).count == 1);
}

TEST_CASE("components join exactly the nodes that lead to each other", "[graph]") {
  rc::prop("as transitive closure says", [] {
    const auto count = *rc::gen::inRange<std::uint32_t>(1, 9);
    const auto node = rc::gen::inRange<NodeIndex>(0, count);
    const auto edges = *rc::gen::container<std::vector<Edge>>(
        rc::gen::construct<Edge>(node, node, rc::gen::just(EdgeLabel{0})));
    const Graph graph(count, edges);

    std::vector<std::vector<bool>> leads(count, std::vector<bool>(count));
    for (NodeIndex at = 0; at < count; ++at) leads[at][at] = true;
    for (const Edge& edge : edges) leads[edge.from][edge.to] = true;
    for (NodeIndex by = 0; by < count; ++by) {
      for (NodeIndex from = 0; from < count; ++from) {
        for (NodeIndex to = 0; to < count; ++to) {
          if (leads[from][by] && leads[by][to]) leads[from][to] = true;
        }
      }
    }
    const Components found = components(graph, every_edge);
    for (NodeIndex from = 0; from < count; ++from) {
      RC_ASSERT(found.of_node[from] < found.count);
      for (NodeIndex to = 0; to < count; ++to) {
        const bool joined = found.of_node[from] == found.of_node[to];
        RC_ASSERT(joined == (leads[from][to] && leads[to][from]));
        if (leads[from][to]) RC_ASSERT(found.of_node[to] <= found.of_node[from]);
      }
    }
  });
}

}  // namespace
}  // namespace stalemate::sim
