// Does a system get on? Graphs made by hand whose answers are known.
//
// Places are bits: 1 and 2, and 3 is both.
#include "sim/graph/progress.h"

#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/graph/loops.h"

namespace stalemate::sim {
namespace {

constexpr std::uint32_t both = 3;

constexpr RoundLabel quiet{};
constexpr RoundLabel progress_round{.progress = true};
constexpr RoundLabel struck{.disturbed = true};
constexpr RoundLabel due{.due = 1};
constexpr RoundLabel due_elsewhere{.due = 2};
constexpr RoundLabel absent{.absent = 1};
constexpr RoundLabel absent_elsewhere{.absent = 2};
// By the first of two limits, and what renews it, or the other one.
constexpr RoundLabel throttled_due{.throttled = 1, .due = 1};
constexpr RoundLabel renewal{.renewed = 1};
constexpr RoundLabel other_renewal{.renewed = 2};

struct Round {
  NodeIndex from;
  NodeIndex to;
  RoundLabel label;
};

// A graph and what is found in it.
struct Found {
  explicit Found(std::uint32_t nodes, const std::vector<Round>& rounds)
      : graph(nodes, edges(rounds)), progress(analyse(graph, both)) {}

  static std::vector<Edge> edges(const std::vector<Round>& rounds) {
    std::vector<Edge> all;
    for (const Round& round : rounds) all.push_back({round.from, round.to, pack(round.label)});
    return all;
  }
  bool holds(NodeIndex node, Violation violation) const { return progress.holds(node, violation); }
  bool nothing_holds(NodeIndex node) const { return (progress.bits[node] & any_violation) == 0; }
  // The nodes that a path goes to, edge by edge; checks that it is a path.
  std::vector<NodeIndex> nodes(NodeIndex from, const EdgePath& path) const {
    std::vector<NodeIndex> all;
    for (const EdgeIndex edge : path) {
      REQUIRE(graph.from(edge) == from);
      from = graph.to(edge);
      all.push_back(from);
    }
    return all;
  }
  // The nodes of the shortest loop through a node.
  std::vector<NodeIndex> loop(NodeIndex home, Violation violation) const {
    const auto one = [](EdgeIndex, std::uint32_t) { return std::optional(1U); };
    const auto found = Loops(graph, progress, violation).cheapest(home, one, 100U);
    if (!found) return {};
    CHECK(found->cost == found->path.size());
    return nodes(home, found->path);
  }
  EdgeIndex edge(NodeIndex from, NodeIndex to) const {
    for (const EdgeIndex edge : graph.out(from)) {
      if (graph.to(edge) == to) return edge;
    }
    FAIL("no edge from " << from << " to " << to);
    return 0;
  }

  Graph graph;
  Progress progress;
};

using Nodes = std::vector<NodeIndex>;
using Ranks = std::vector<std::uint32_t>;

TEST_CASE("labels survive packing", "[graph]") {
  const std::uint32_t last = 1U << (max_places - 1);
  for (const RoundLabel label :
       {quiet, progress_round, struck, due, absent, throttled_due, renewal, other_renewal,
        RoundLabel{.due = last, .absent = 1}, RoundLabel{.throttled = 2, .absent = last}}) {
    CHECK(unpack(pack(label)) == label);
  }
}

TEST_CASE("stuttering at rest violates nothing", "[graph]") {
  const Found found(2, {{0, 0, quiet}, {0, 1, quiet}, {1, 0, quiet}});
  CHECK(found.nothing_holds(0));
  CHECK_FALSE(found.progress.doomed(0));
  CHECK(found.progress.summary.heals_within == 0);
}

TEST_CASE("a dead end is not doomed: nothing violates there", "[graph]") {
  const Found found(2, {{0, 1, due}});
  CHECK(found.nothing_holds(0));
  CHECK_FALSE(found.progress.doomed(1));
  CHECK(found.progress.ranks == Ranks{1, 0});
}

TEST_CASE("a violating loop inside a healthy component is found", "[graph]") {
  // 0 gets on by way of 2, or goes round by 1 for ever.
  const Found found(3, {{0, 1, due}, {1, 0, quiet}, {1, 2, quiet}, {2, 0, progress_round}});
  for (const NodeIndex node : Nodes{0, 1, 2}) {
    CHECK(found.holds(node, Violation::stuck_any));
    CHECK_FALSE(found.holds(node, Violation::stuck_fair));
    CHECK_FALSE(found.progress.doomed(node));
    CHECK(found.progress.ranks[node] == unbounded);
  }
  CHECK(found.loop(0, Violation::stuck_any) == Nodes{1, 0});
  CHECK(found.loop(2, Violation::stuck_any).empty());
}

TEST_CASE("a loop that asks at one place needs unfair routing", "[graph]") {
  const Found one(1, {{0, 0, due}, {0, 0, progress_round}});
  CHECK(one.holds(0, Violation::stuck_any));
  CHECK_FALSE(one.holds(0, Violation::stuck_fair));
  CHECK(one.loop(0, Violation::stuck_fair).empty());

  // What is absent at the other place is asked for there too.
  const Found all(1, {{0, 0, due}, {0, 0, absent_elsewhere}});
  CHECK(all.holds(0, Violation::stuck_any));
  CHECK(all.holds(0, Violation::stuck_fair));
  CHECK_FALSE(all.holds(0, Violation::absent_any));
  CHECK(all.loop(0, Violation::stuck_any) == Nodes{0});
  CHECK(all.loop(0, Violation::stuck_fair) == Nodes{0, 0});
}

TEST_CASE("a fair loop goes out of its way to ask everywhere", "[graph]") {
  // Round 0 1 2 asks at the first place; only a detour over 3 asks at the second.
  const Found found(4, {{0, 1, due},
                        {1, 2, quiet},
                        {2, 0, quiet},
                        {2, 3, due_elsewhere},
                        {3, 2, quiet},
                        {1, 1, due}});
  CHECK(found.loop(1, Violation::stuck_any) == Nodes{1});
  CHECK(found.loop(0, Violation::stuck_fair) == Nodes{1, 2, 3, 2, 0});
}

TEST_CASE("a loop behind a disturbance is found behind it", "[graph]") {
  const Found found(3, {{0, 0, progress_round}, {0, 1, struck}, {1, 2, quiet}, {2, 2, due}});
  CHECK(found.nothing_holds(0));
  CHECK(found.holds(1, Violation::stuck_any));
  CHECK(found.progress.doomed(1));
  CHECK_FALSE(found.progress.doomed(0));
  CHECK(found.progress.summary.doomed == 2);
  CHECK(found.progress.summary.reaching[0] == 2);
  CHECK(found.progress.summary.heals_within == unbounded);
  CHECK(found.progress.summary.largest_rank == 0);

  const EdgePath path{found.edge(0, 0), found.edge(0, 1), found.edge(1, 2)};
  CHECK(first_fatal(found.graph, found.progress, 0, path) == 1);
  const EdgePath safe{found.edge(0, 0)};
  CHECK(first_fatal(found.graph, found.progress, 0, safe) == 1);
  CHECK(first_fatal(found.graph, found.progress, 0, {}) == 0);
  const EdgePath late{found.edge(1, 2)};
  CHECK_FALSE(first_fatal(found.graph, found.progress, 1, late));
}

TEST_CASE("a disturbance can undo a doom, and only the last one counts", "[graph]") {
  const Found found(3, {{0, 1, struck}, {1, 0, struck}, {1, 1, due}, {0, 0, progress_round}});
  const EdgePath path{found.edge(0, 1), found.edge(1, 0), found.edge(0, 1), found.edge(1, 1)};
  CHECK(first_fatal(found.graph, found.progress, 0, path) == 2);
}

TEST_CASE("a loop that needs disturbances violates nothing", "[graph]") {
  const Found found(2,
                    {{0, 1, due}, {1, 0, struck}, {1, 1, RoundLabel{.disturbed = true, .due = 1}}});
  CHECK(found.nothing_holds(0));
  CHECK(found.progress.ranks == Ranks{1, 0});
}

TEST_CASE("a loop that gets on violates nothing", "[graph]") {
  const Found found(2, {{0, 1, due}, {1, 0, RoundLabel{.progress = true, .due = 1}}});
  CHECK(found.nothing_holds(0));
  CHECK(found.progress.ranks == Ranks{1, 0});
  CHECK(found.progress.summary.heals_within == 1);
}

TEST_CASE("a throttled loop violates only where its limit is renewed", "[graph]") {
  const Found lifted(2, {{0, 1, throttled_due}, {1, 0, quiet}});
  CHECK(lifted.nothing_holds(0));
  CHECK(lifted.progress.ranks == Ranks{0, 0});

  const Found renewed(3, {{0, 1, throttled_due}, {1, 0, quiet}, {1, 2, renewal}, {2, 1, quiet}});
  CHECK(renewed.holds(0, Violation::stuck_any));
  CHECK(renewed.progress.ranks[0] == unbounded);
  CHECK(renewed.loop(0, Violation::stuck_any) == Nodes{1, 2, 1, 0});

  // A renewal that cannot be come back from helps nobody.
  const Found once(3, {{0, 1, throttled_due}, {1, 0, quiet}, {1, 2, renewal}, {2, 2, quiet}});
  CHECK(once.nothing_holds(0));
}

TEST_CASE("each limit is lifted by time unless it is renewed itself", "[graph]") {
  const Found other(3,
                    {{0, 1, throttled_due}, {1, 0, quiet}, {1, 2, other_renewal}, {2, 1, quiet}});
  CHECK(other.nothing_holds(0));

  // The first limit is renewed only by a round that the second one throttles.
  const RoundLabel renewed_late{.throttled = 2, .renewed = 1};
  const Found lifted(2, {{0, 1, throttled_due}, {1, 0, renewed_late}});
  CHECK(lifted.nothing_holds(0));
  const Found both_renewed(2, {{0, 1, throttled_due}, {1, 0, renewed_late}, {1, 0, other_renewal}});
  CHECK(both_renewed.holds(0, Violation::stuck_any));
  CHECK(both_renewed.loop(0, Violation::stuck_any) == Nodes{1, 0, 1, 0});
}

TEST_CASE("a loop that comes round through a throttled round alone ends, but unranked", "[graph]") {
  const Found found(3, {{0, 1, due}, {1, 0, RoundLabel{.throttled = 1}}, {2, 0, progress_round}});
  CHECK(found.nothing_holds(0));
  CHECK(found.progress.ranks == Ranks{unbounded, unbounded, 0});
  CHECK(found.progress.summary.unranked == 2);
  CHECK(found.progress.summary.heals_within == unbounded);
}

TEST_CASE("a rank counts the due rounds of the worst path without progress", "[graph]") {
  // 0 .. 4 ask and get nothing three times (2 to 3 is not due); 4 gets on, or rests.
  const Found found(5, {{0, 1, due},
                        {0, 4, due},
                        {1, 2, absent},
                        {2, 3, quiet},
                        {2, 4, quiet},
                        {3, 4, due_elsewhere},
                        {4, 4, quiet},
                        {4, 0, progress_round}});
  CHECK(found.nothing_holds(0));
  CHECK(found.progress.ranks == Ranks{3, 2, 1, 1, 0});
  CHECK(found.progress.summary.heals_within == 3);
  CHECK(found.progress.summary.largest_rank == 3);
}

TEST_CASE("a loop in which all is absent is told from a stuck one", "[graph]") {
  const Found found(2, {{0, 1, absent}, {1, 0, quiet}});
  CHECK(found.holds(0, Violation::absent_any));
  CHECK_FALSE(found.holds(0, Violation::absent_fair));
  CHECK_FALSE(found.holds(0, Violation::stuck_any));
  CHECK(found.progress.doomed(0));
  CHECK(found.loop(0, Violation::absent_any) == Nodes{1, 0});

  const Found fair(2, {{0, 1, absent}, {1, 0, absent_elsewhere}});
  CHECK(fair.holds(0, Violation::absent_fair));
  CHECK_FALSE(fair.holds(0, Violation::stuck_fair));
}

}  // namespace
}  // namespace stalemate::sim
