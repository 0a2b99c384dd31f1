#include "scenarios/proof/violating_loops.h"

#include "sim/graph/graph.h"

namespace stalemate::scenarios {

namespace {

std::vector<std::size_t> first_edges(const RestGraph& graph) {
  std::vector<std::size_t> first(graph.nodes.size() + 1);
  for (const RestEdge& edge : graph.edges) ++first[edge.from + 1];
  for (std::size_t node = 1; node < first.size(); ++node) first[node] += first[node - 1];
  return first;
}

}  // namespace

ViolatingLoops::ViolatingLoops(const Proof& proof, model::Routing routing)
    : proof_(&proof),
      artifact_(proof.under(routing).artifact),
      verdict_(proof.under(routing).verdict),
      fair_(routing == model::Routing::fair),
      first_(first_edges(proof.graph)) {
  find_knots();
  find_violating();
}

void ViolatingLoops::find_knots() {
  std::vector<sim::Edge> idle;
  for (std::size_t edge = 0; edge < edges().size(); ++edge) {
    if (is_idle(edge)) idle.push_back({edges()[edge].from, edges()[edge].to, 0});
  }
  const sim::Graph graph(node_count(), std::move(idle));
  knots_ = sim::components(graph, [](sim::EdgeIndex) { return true; }).of_node;
}

/// Only a loop with a round that renews the limit can have one that is throttled.
void ViolatingLoops::find_violating() {
  const auto knot_of = [this](std::size_t edge) { return knots_[edges()[edge].from]; };
  std::vector<bool> renewed(node_count(), false);
  for (std::size_t edge = 0; edge < edges().size(); ++edge) {
    if (may_have(edge) && label(edge).renewed) renewed[knot_of(edge)] = true;
  }
  std::vector<Walk> all(node_count());  // as if all rounds of a knot were walked
  for (std::size_t edge = 0; edge < edges().size(); ++edge) {
    if (!may_have(edge)) continue;
    const std::uint32_t knot = knot_of(edge);
    if (!label(edge).throttled || renewed[knot]) all[knot] = after(all[knot], edge);
  }
  violates_.resize(node_count());
  for (std::uint32_t knot = 0; knot < node_count(); ++knot) violates_[knot] = violates(all[knot]);
}

bool ViolatingLoops::is_idle(std::size_t edge) const {
  const sim::RoundLabel round = label(edge);
  return round.idle() && !(verdict_ == ProofVerdict::uncached && round.due != 0);
}

ViolatingLoops::Walk ViolatingLoops::after(Walk walk, std::size_t edge) const {
  const sim::RoundLabel round = label(edge);
  walk.node = edges()[edge].to;
  if (fair_) walk.places |= round.places();
  walk.due = walk.due || (verdict_ == ProofVerdict::uncached ? round.absent : round.due) != 0;
  walk.throttled = walk.throttled || round.throttled;
  walk.renewed = walk.renewed || round.renewed;
  return walk;
}

bool ViolatingLoops::violates(const Walk& walk) const {
  const std::size_t count = proof_->graph.nodes.front().isolates.size();
  const std::uint32_t all = count >= 32 ? ~0U : (1U << count) - 1;
  return walk.due && (!fair_ || (walk.places & all) == all) && (!walk.throttled || walk.renewed);
}

}  // namespace stalemate::scenarios
