// Random graphs of a few nodes: the analysis against its oracle, every loop edge by edge.
#include <algorithm>
#include <ostream>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include "sim/graph/loops.h"
#include "sim/graph/progress.h"
#include "tests/sim/progress_oracle.h"

namespace stalemate::tests {
namespace {

using sim::EdgeIndex;
using sim::Graph;
using sim::Lasso;
using sim::NodeIndex;
using sim::Progress;
using sim::RoundLabel;
using sim::Violation;

constexpr Violation violations[] = {Violation::stuck_any, Violation::stuck_fair,
                                    Violation::absent_any, Violation::absent_fair};
constexpr std::uint32_t both = 3;

struct Sample {
  std::uint32_t nodes = 0;
  std::vector<LabelledRound> rounds;
  Graph graph{0, {}};
};

// Found by rapidcheck, for the report of a failure.
[[maybe_unused]] void showValue(const Sample& sample, std::ostream& out) {
  out << sample.nodes << " nodes";
  for (const auto& [from, to, label] : sample.rounds) {
    out << "; " << from << " to " << to << (label.disturbed ? " disturbed" : "")
        << (label.progress ? " progress" : "") << (label.throttled ? " throttled" : "")
        << (label.renewed ? " renewed" : "") << " due " << label.due << " absent " << label.absent;
  }
}

bool one_in(int count) { return *rc::gen::inRange(0, count) == 0; }

// Each sample has its own mix of labels, or hardly any would heal or be throttled throughout.
Sample any_sample() {
  Sample sample;
  sample.nodes = *rc::gen::inRange<std::uint32_t>(1, 7);
  const auto node = rc::gen::inRange<NodeIndex>(0, sample.nodes);
  const int rare_due = *rc::gen::inRange(1, 5);
  const int rare_absent = *rc::gen::inRange(1, 5);
  const int rare_progress = *rc::gen::inRange(2, 6);
  const int rare_throttled = *rc::gen::inRange(1, 6);
  std::vector<sim::Edge> edges;
  for (int left = *rc::gen::inRange(0, 15); left > 0; --left) {
    LabelledRound round{*node, *node, {}};
    round.label.disturbed = one_in(8);
    round.label.progress = one_in(rare_progress);
    round.label.throttled = one_in(rare_throttled);
    round.label.renewed = one_in(6);
    if (one_in(rare_due)) round.label.due = *rc::gen::inRange(1U, 4U);
    if (one_in(rare_absent)) round.label.absent = *rc::gen::inRange(1U, 4U);
    sample.rounds.push_back(round);
    edges.push_back({round.from, round.to, sim::pack(round.label)});
  }
  sample.graph = Graph(sample.nodes, edges);
  return sample;
}

// rapidcheck begins with small sizes, where every range is cut short; here all are wanted. A case
// is many graphs: they are so small that a hundred would say little.
rc::Gen<std::vector<Sample>> samples() {
  const auto one = rc::gen::resize(rc::kNominalSize, rc::gen::exec(any_sample));
  return rc::gen::container<std::vector<Sample>>(20, one);
}

void check_stem(const Sample& sample, NodeIndex from, const Lasso& lasso) {
  NodeIndex at = from;
  for (const EdgeIndex edge : lasso.stem) {
    RC_ASSERT(sample.graph.from(edge) == at);
    RC_ASSERT(!sim::round_of(sample.graph, edge).disturbed);
    at = sample.graph.to(edge);
  }
  RC_ASSERT(!lasso.loop.empty());
  RC_ASSERT(sample.graph.from(lasso.loop.front()) == at);
  RC_ASSERT(sample.graph.to(lasso.loop.back()) == at);
}

void check_loop(const Sample& sample, const Lasso& lasso, Violation violation) {
  RoundLabel all;
  NodeIndex at = sample.graph.from(lasso.loop.front());
  for (const EdgeIndex edge : lasso.loop) {
    const RoundLabel round = sim::round_of(sample.graph, edge);
    RC_ASSERT(sample.graph.from(edge) == at);
    RC_ASSERT(!round.disturbed);
    RC_ASSERT(!round.progress);
    at = sample.graph.to(edge);
    all.throttled |= round.throttled;
    all.renewed |= round.renewed;
    all.due |= round.due;
    all.absent |= round.absent;
  }
  RC_ASSERT(all.renewed || !all.throttled);
  const bool stuck = violation == Violation::stuck_any || violation == Violation::stuck_fair;
  const bool fair = violation == Violation::stuck_fair || violation == Violation::absent_fair;
  RC_ASSERT(stuck == (all.due != 0));
  RC_ASSERT(stuck || all.absent != 0);
  if (fair) RC_ASSERT((all.due | all.absent) == both);
}

void check_analysis(const Sample& sample) {
  const Progress progress = sim::analyse(sample.graph, both);
  const ProgressOracle oracle(sample.nodes, sample.rounds, both);
  std::uint32_t worst = 0;
  for (NodeIndex node = 0; node < sample.nodes; ++node) {
    for (const Violation violation : violations) {
      RC_ASSERT(progress.holds(node, violation) == oracle.holds(node, violation));
    }
    RC_ASSERT(progress.doomed(node) == oracle.doomed(node));
    RC_ASSERT(progress.ranks[node] == oracle.rank(node));
    worst = std::max(worst, oracle.rank(node));
  }
  RC_ASSERT(progress.summary.heals_within == worst);
}

void check_loops(const Sample& sample) {
  const Progress progress = sim::analyse(sample.graph, both);
  const ProgressOracle oracle(sample.nodes, sample.rounds, both);
  for (NodeIndex node = 0; node < sample.nodes; ++node) {
    for (const Violation violation : violations) {
      const auto lasso = sim::find_loop(sample.graph, progress, node, violation);
      RC_ASSERT(lasso.has_value() == oracle.holds(node, violation));
      if (!lasso) continue;
      check_stem(sample, node, *lasso);
      check_loop(sample, *lasso, violation);
      RC_ASSERT(lasso->stem.size() == *oracle.distance(node, violation));
    }
  }
}

TEST_CASE("the analysis of a graph agrees with transitive closure", "[graph]") {
  rc::prop("violations, doom, ranks", [] {
    const auto batch = *samples();
    for (const Sample& sample : batch) check_analysis(sample);
  });
}

TEST_CASE("every loop that is shown is one, and its stem is the shortest", "[graph]") {
  rc::prop("edge by edge", [] {
    const auto batch = *samples();
    for (const Sample& sample : batch) check_loops(sample);
  });
}

}  // namespace
}  // namespace stalemate::tests
