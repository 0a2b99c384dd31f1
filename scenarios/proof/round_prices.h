// What rounds of the graph of states at rest cost in full, and a cheapest way through each.
//
// Requests and faults of a round stand in the graph. Its deviations from calm and its macro-steps
// are found by going through its burst, the cheapest ways first; of all rounds out of one state
// that are asked for, in one search.
//
// Invariants:
//  1. A way that is found is a cheapest one through its round.
//
// Cost: some ten microseconds a transition, up to a limit for each burst and one for all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

/// In transitions.
struct PriceLimits {
  std::uint64_t of_burst = 400'000;
  std::uint64_t of_all = 1'000'000;
};

class RoundPrices {
 public:
  /// @param first the first edge out of each node, and one more
  RoundPrices(const Proof& proof, const model::ProofConfig& config, model::Artifact artifact,
              std::span<const std::size_t> first, const PriceLimits& limits);

  /// Which edges may come into question: they are looked for together.
  using Asked = std::function<bool(std::size_t edge)>;
  /// @return nothing if the edge is not asked for, or no way was found within the limits
  std::optional<model::RoundCost> cost_of(std::size_t edge, const Asked& asked);
  /// The same for one edge, whatever was spent on others.
  std::optional<model::RoundCost> cost_of(std::size_t edge);
  /// Requires that cost_of() has told its cost.
  const model::BurstPath& path_of(std::size_t edge) const { return *known_.at(edge); }
  /// Whether some way was not found: a limit was met.
  bool gave_up() const { return gave_up_; }

 private:
  void find_out_of(std::uint32_t node, const Asked& asked, std::uint64_t limit);

  const Proof* proof_;
  model::Artifact artifact_;
  std::span<const std::size_t> first_;
  model::BurstSearch bursts_;
  std::map<model::RestState, std::uint32_t> nodes_;
  std::map<std::size_t, std::optional<model::BurstPath>> known_;  // by edge
  PriceLimits limits_;
  std::uint64_t spent_ = 0;
  bool gave_up_ = false;
};

}  // namespace stalemate::scenarios
