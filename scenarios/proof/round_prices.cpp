#include "scenarios/proof/round_prices.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace stalemate::scenarios {

RoundPrices::RoundPrices(const Proof& proof, const sim::Graph& rounds,
                         const model::ProofConfig& config, model::Artifact artifact,
                         const PriceLimits& limits)
    : proof_(&proof), rounds_(&rounds), artifact_(artifact), bursts_(config), limits_(limits) {
  for (std::uint32_t node = 0; node < proof.graph.nodes.size(); ++node) {
    nodes_.emplace(proof.graph.nodes[node], node);
  }
  // Rounds that differ in the other artifact alone are one edge.
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  plain_.assign(rounds.edge_count(), {none, none, 0, 0});
  for (const RestEdge& edge : proof.graph.edges) {
    const sim::EdgeLabel label = sim::pack(label_of(edge.round, artifact, config));
    model::RoundCost& known = plain_[find_edge({edge.from, edge.to, label}).value()];
    known = std::min(known, model::RoundCost{edge.round.requests, edge.round.faults, 0, 0});
  }
}

std::optional<sim::EdgeIndex> RoundPrices::find_edge(const sim::Edge& edge) const {
  const auto out = rounds_->out(edge.from);
  const auto end_of = [this](sim::EdgeIndex at) {
    return std::pair{rounds_->to(at), rounds_->label(at)};
  };
  const auto found = std::ranges::lower_bound(out, std::pair{edge.to, edge.label}, {}, end_of);
  if (found == out.end() || end_of(*found) != std::pair{edge.to, edge.label}) return std::nullopt;
  return *found;
}

std::optional<model::RoundCost> RoundPrices::cost_of(sim::EdgeIndex edge, const Asked& asked) {
  if (!asked(edge)) return std::nullopt;
  const std::uint64_t left = limits_.of_all - std::min(limits_.of_all, spent_);
  if (!known_.contains(edge)) {
    const std::uint64_t limit = std::min(limits_.of_burst, left);
    find_out_of(rounds_->from(edge), asked, limit, Which::cheapest);
  }
  const std::optional<model::BurstPath>& path = known_.at(edge);
  return path ? std::optional(path->cost) : std::nullopt;
}

std::optional<model::RoundCost> RoundPrices::cost_of(sim::EdgeIndex edge) {
  const auto only_this = [edge](sim::EdgeIndex other) { return other == edge; };
  for (const Which which : {Which::cheapest, Which::any}) {
    const auto known = known_.find(edge);
    if (known != known_.end() && known->second) break;
    known_.erase(edge);
    find_out_of(rounds_->from(edge), only_this, limits_.of_burst, which);
  }
  return cost_of(edge, only_this);
}

void RoundPrices::find_out_of(sim::NodeIndex node, const Asked& asked, std::uint64_t limit,
                              Which which) {
  std::map<sim::EdgeIndex, std::size_t> numbers;
  model::BurstSearch::Wanted wanted;
  for (const sim::EdgeIndex edge : rounds_->out(node)) {
    if (known_.contains(edge) || !asked(edge)) continue;
    numbers.emplace(edge, numbers.size());
    wanted.most_requests = std::max(wanted.most_requests, plain_[edge].requests);
    wanted.most_faults = std::max(wanted.most_faults, plain_[edge].faults);
  }
  wanted.count = numbers.size();
  wanted.must_stop = limits_.must_stop;
  wanted.any_way = which == Which::any;
  wanted.which = [&](const model::RestState& to,
                     const model::Round& round) -> std::optional<std::size_t> {
    const auto number = nodes_.find(to);
    if (number == nodes_.end()) return std::nullopt;
    const sim::RoundLabel label = label_of(round, artifact_, bursts_.world().config());
    const auto edge = find_edge({node, number->second, sim::pack(label)});
    if (!edge) return std::nullopt;
    const auto at = numbers.find(*edge);
    return at == numbers.end() ? std::nullopt : std::optional(at->second);
  };
  auto found = bursts_.find(proof_->graph.nodes[node], wanted, limit);
  spent_ += found.states;
  for (const auto& [edge, number] : numbers) {
    const auto& path = found.paths[number];
    gave_up_ = gave_up_ || !path;
    known_.emplace(edge, path);
  }
}

}  // namespace stalemate::scenarios
