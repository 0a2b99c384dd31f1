// Random graphs of a few nodes: the analysis against its oracle, every loop edge by edge.
#include <algorithm>
#include <optional>
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
using sim::EdgePath;
using sim::Graph;
using sim::Loops;
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
        << (label.progress ? " progress" : "") << " throttled " << int{label.throttled}
        << " renewed " << int{label.renewed} << " due " << label.due << " absent " << label.absent;
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
  const auto limits = rc::gen::inRange<sim::Limits>(1, 1U << sim::max_limits);
  std::vector<sim::Edge> edges;
  for (int left = *rc::gen::inRange(0, 15); left > 0; --left) {
    LabelledRound round{*node, *node, {}};
    round.label.disturbed = one_in(8);
    round.label.progress = one_in(rare_progress);
    if (one_in(rare_throttled)) round.label.throttled = *limits;
    if (one_in(4)) round.label.renewed = *limits;
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

bool violates(const RoundLabel& walked, Violation violation) {
  const bool stuck = violation == Violation::stuck_any || violation == Violation::stuck_fair;
  const bool fair = violation == Violation::stuck_fair || violation == Violation::absent_fair;
  return (stuck ? walked.due : walked.absent) != 0 && (!fair || walked.places() == both) &&
         (walked.throttled & ~unsigned{walked.renewed}) == 0;
}

void walk_on(RoundLabel& walked, const RoundLabel& round) {
  walked.throttled |= round.throttled;
  walked.renewed |= round.renewed;
  walked.due |= round.due;
  walked.absent |= round.absent;
}

void check_loop(const Sample& sample, NodeIndex home, const EdgePath& loop, Violation violation) {
  RoundLabel walked;
  NodeIndex at = home;
  for (const EdgeIndex edge : loop) {
    const RoundLabel round = sim::round_of(sample.graph, edge);
    RC_ASSERT(sample.graph.from(edge) == at);
    RC_ASSERT(round.idle());
    at = sample.graph.to(edge);
    walk_on(walked, round);
  }
  RC_ASSERT(at == home);
  RC_ASSERT(violates(walked, violation));
  const bool absent = violation == Violation::absent_any || violation == Violation::absent_fair;
  RC_ASSERT(!absent || walked.due == 0);
}

/// Whether some closed walk of so many idle rounds violates: all are tried.
bool has_walk(const Sample& sample, NodeIndex home, NodeIndex at, const RoundLabel& walked,
              std::size_t rounds, Violation violation) {
  if (rounds == 0) return at == home && violates(walked, violation);
  return std::ranges::any_of(sample.graph.out(at), [&](EdgeIndex edge) {
    const RoundLabel round = sim::round_of(sample.graph, edge);
    if (!round.idle()) return false;
    RoundLabel further = walked;
    walk_on(further, round);
    return has_walk(sample, home, sample.graph.to(edge), further, rounds - 1, violation);
  });
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
  constexpr std::size_t walks_tried = 7;  // rounds: there are a few thousand walks
  const Progress progress = sim::analyse(sample.graph, both);
  const ProgressOracle oracle(sample.nodes, sample.rounds, both);
  const auto one = [](EdgeIndex, std::uint32_t) { return std::optional(1U); };
  for (const Violation violation : violations) {
    const Loops loops(sample.graph, progress, violation);
    for (NodeIndex home = 0; home < sample.nodes; ++home) {
      const auto loop = loops.cheapest(home, one, 1000U);
      RC_ASSERT(loop.has_value() == oracle.has_loop(home, violation));
      if (!loop) continue;
      RC_ASSERT(loop->cost == loop->path.size());
      check_loop(sample, home, loop->path, violation);
      for (std::size_t rounds = 1; rounds < std::min(loop->path.size(), walks_tried); ++rounds) {
        RC_ASSERT(!has_walk(sample, home, home, {}, rounds, violation));
      }
    }
  }
}

TEST_CASE("the analysis of a graph agrees with transitive closure", "[graph]") {
  rc::prop("violations, doom, ranks", [] {
    const auto batch = *samples();
    for (const Sample& sample : batch) check_analysis(sample);
  });
}

TEST_CASE("every loop that is shown is one, and none through its node is shorter", "[graph]") {
  rc::prop("edge by edge", [] {
    const auto batch = *samples();
    for (const Sample& sample : batch) check_loops(sample);
  });
}

}  // namespace
}  // namespace stalemate::tests
