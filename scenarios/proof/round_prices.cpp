#include "scenarios/proof/round_prices.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace stalemate::scenarios {

RoundPrices::RoundPrices(const Proof& proof, const model::ProofConfig& config,
                         model::Artifact artifact, std::span<const std::size_t> first,
                         const PriceLimits& limits)
    : proof_(&proof), artifact_(artifact), first_(first), bursts_(config), limits_(limits) {
  for (std::uint32_t node = 0; node < proof.graph.nodes.size(); ++node) {
    nodes_.emplace(proof.graph.nodes[node], node);
  }
}

std::optional<model::RoundCost> RoundPrices::cost_of(std::size_t edge, const Asked& asked) {
  if (!asked(edge)) return std::nullopt;
  const std::uint64_t left = limits_.of_all - std::min(limits_.of_all, spent_);
  if (!known_.contains(edge)) {
    find_out_of(proof_->graph.edges[edge].from, asked, std::min(limits_.of_burst, left));
  }
  const std::optional<model::BurstPath>& path = known_.at(edge);
  return path ? std::optional(path->cost) : std::nullopt;
}

std::optional<model::RoundCost> RoundPrices::cost_of(std::size_t edge) {
  const auto only_this = [edge](std::size_t other) { return other == edge; };
  if (!known_.contains(edge)) {
    find_out_of(proof_->graph.edges[edge].from, only_this, limits_.of_burst);
  }
  return cost_of(edge, only_this);
}

void RoundPrices::find_out_of(std::uint32_t node, const Asked& asked, std::uint64_t limit) {
  using Target = std::pair<std::uint32_t, sim::EdgeLabel>;
  std::map<Target, std::size_t> numbers;
  std::vector<std::pair<std::size_t, Target>> chosen;
  model::BurstSearch::Wanted wanted;
  for (std::size_t edge = first_[node]; edge < first_[node + 1]; ++edge) {
    if (known_.contains(edge) || !asked(edge)) continue;
    const RestEdge& round = proof_->graph.edges[edge];
    const Target target{round.to, sim::pack(label_of(round.round, artifact_))};
    chosen.emplace_back(edge, target);
    numbers.try_emplace(target, numbers.size());
    wanted.most_requests = std::max<std::uint32_t>(wanted.most_requests, round.round.requests);
    wanted.most_faults = std::max<std::uint32_t>(wanted.most_faults, round.round.faults);
  }
  wanted.count = numbers.size();
  wanted.which = [&](const model::RestState& to,
                     const model::Round& round) -> std::optional<std::size_t> {
    const auto number = nodes_.find(to);
    if (number == nodes_.end()) return std::nullopt;
    const auto at = numbers.find({number->second, sim::pack(label_of(round, artifact_))});
    return at == numbers.end() ? std::nullopt : std::optional(at->second);
  };
  auto found = bursts_.find(proof_->graph.nodes[node], wanted, limit);
  spent_ += found.states;
  for (const auto& [edge, target] : chosen) {
    const auto& path = found.paths[numbers.at(target)];
    gave_up_ = gave_up_ || !path;
    known_.emplace(edge, path);
  }
}

}  // namespace stalemate::scenarios
