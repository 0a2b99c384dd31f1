#include "sim/graph/progress.h"

#include <algorithm>
#include <utility>

namespace stalemate::sim {

namespace {

/// What the rounds of each knot renew.
std::vector<Limits> renewed_by(const Graph& graph, const Progress& progress) {
  std::vector<Limits> renewed(progress.knots.count, 0);
  for (const EdgeIndex edge : graph.edges()) {
    if (progress.in_knot(graph, edge)) {
      renewed[progress.knots.of_node[graph.from(edge)]] |= round_of(graph, edge).renewed;
    }
  }
  return renewed;
}

// Rounds that are throttled by what their component does not renew do not repeat: what is left of
// it without them may fall apart, and renew less. So they are taken away until nothing changes.
void find_knots(const Graph& graph, const Components& idle, Progress& progress) {
  progress.knots = idle;
  progress.renewed_in_knot.assign(idle.count, (1U << max_limits) - 1);
  while (true) {
    std::vector<Limits> renewed = renewed_by(graph, progress);
    bool all_repeat = true;
    for (const EdgeIndex edge : graph.edges()) {
      if (!progress.in_knot(graph, edge)) continue;
      const Limits missing =
          round_of(graph, edge).throttled &
          static_cast<Limits>(~renewed[progress.knots.of_node[graph.from(edge)]]);
      all_repeat = all_repeat && missing == 0;
    }
    progress.renewed_in_knot.swap(renewed);
    if (all_repeat) return;
    Components parts =
        components(graph, [&](EdgeIndex edge) { return progress.in_knot(graph, edge); });
    std::vector<Limits> of_parts(parts.count);
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      of_parts[parts.of_node[node]] = progress.renewed_in_knot[progress.knots.of_node[node]];
    }
    progress.knots = std::move(parts);
    progress.renewed_in_knot = std::move(of_parts);
  }
}

void judge_knots(const Graph& graph, Progress& progress) {
  struct Seen {
    std::uint32_t due = 0;
    std::uint32_t absent = 0;
  };
  std::vector<Seen> seen(progress.knots.count);
  for (const EdgeIndex edge : graph.edges()) {
    const RoundLabel round = round_of(graph, edge);
    if (round.places() == 0 || !progress.in_knot(graph, edge)) continue;
    Seen& knot = seen[progress.knots.of_node[graph.from(edge)]];
    knot.due |= round.due;
    knot.absent |= round.absent;
  }
  progress.violations_of_knot.reserve(seen.size());
  for (const Seen& knot : seen) {
    const bool fair = ((knot.due | knot.absent) & progress.all_places) == progress.all_places;
    unsigned violations = 0;
    if (knot.due != 0) {
      violations = bit(Violation::stuck_any) | (fair ? bit(Violation::stuck_fair) : 0U);
    } else if (knot.absent != 0) {
      violations = bit(Violation::absent_any) | (fair ? bit(Violation::absent_fair) : 0U);
    }
    progress.violations_of_knot.push_back(static_cast<Bits>(violations));
  }
}

// What is in the future of each node: components are visited with those they lead to first.
void look_ahead(const Graph& graph, Progress& progress) {
  const auto in_future = [&graph](EdgeIndex edge) { return !round_of(graph, edge).disturbed; };
  const Components future = components(graph, in_future);
  std::vector<Bits> ahead(future.count, 0);
  for (const NodeIndex node : future.nodes_in_order()) {
    Bits& mine = ahead[future.of_node[node]];
    mine |= progress.violations_of_knot[progress.knots.of_node[node]];
    for (const EdgeIndex edge : graph.out(node)) {
      const RoundLabel round = round_of(graph, edge);
      if (round.disturbed) continue;
      mine |= ahead[future.of_node[graph.to(edge)]];
      if (round.progress && future.joins_one(graph, edge)) mine |= recovers_bit;
    }
  }
  progress.bits.reserve(graph.node_count());
  for (const std::uint32_t component : future.of_node) {
    const Bits found = ahead[component];
    const bool doomed = (found & any_violation) != 0 && (found & recovers_bit) == 0;
    progress.bits.push_back(static_cast<Bits>(found | (doomed ? doomed_bit : 0U)));
  }
}

// The longest path by counted rounds, through components with those they lead to first.
void rank(const Graph& graph, const Components& idle, Progress& progress) {
  std::vector<std::uint32_t> longest(idle.count, 0);
  for (const NodeIndex node : idle.nodes_in_order()) {
    std::uint32_t& mine = longest[idle.of_node[node]];
    for (const EdgeIndex edge : graph.out(node)) {
      const RoundLabel round = round_of(graph, edge);
      if (!round.idle()) continue;
      const std::uint32_t weight = round.counts() ? 1 : 0;
      if (idle.joins_one(graph, edge)) {
        if (weight != 0) mine = unbounded;
        continue;
      }
      const std::uint32_t rest = longest[idle.of_node[graph.to(edge)]];
      mine = std::max(mine, rest == unbounded ? unbounded : rest + weight);
    }
  }
  progress.ranks.reserve(graph.node_count());
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    const bool violated = (progress.bits[node] & any_violation) != 0;
    progress.ranks.push_back(violated ? unbounded : longest[idle.of_node[node]]);
  }
}

Progress::Summary sum_up(const Progress& progress) {
  Progress::Summary summary;
  for (std::size_t node = 0; node < progress.bits.size(); ++node) {
    const Bits bits = progress.bits[node];
    const std::uint32_t rank = progress.ranks[node];
    for (std::size_t violation = 0; violation < violation_count; ++violation) {
      summary.reaching[violation] += (bits >> violation) & 1U;
    }
    if ((bits & doomed_bit) != 0) ++summary.doomed;
    if (rank == unbounded && (bits & any_violation) == 0) ++summary.unranked;
    if (rank != unbounded) summary.largest_rank = std::max(summary.largest_rank, rank);
    summary.heals_within = std::max(summary.heals_within, rank);
  }
  return summary;
}

}  // namespace

bool Progress::in_knot(const Graph& graph, EdgeIndex edge) const {
  const RoundLabel round = round_of(graph, edge);
  if (!round.idle() || !knots.joins_one(graph, edge)) return false;
  return (round.throttled & ~unsigned{renewed_in_knot[knots.of_node[graph.from(edge)]]}) == 0;
}

Progress analyse(const Graph& graph, std::uint32_t all_places) {
  Progress progress;
  progress.all_places = all_places;
  const Components idle =
      components(graph, [&graph](EdgeIndex edge) { return round_of(graph, edge).idle(); });
  find_knots(graph, idle, progress);
  judge_knots(graph, progress);
  look_ahead(graph, progress);
  rank(graph, idle, progress);
  progress.summary = sum_up(progress);
  return progress;
}

}  // namespace stalemate::sim
