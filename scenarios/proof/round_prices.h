// What rounds of the graph of states at rest cost in full, and a cheapest way through each.
//
// Requests and faults of a round stand in the graph. Its deviations from calm and its macro-steps
// are found by going through its burst, the cheapest ways first; of all rounds out of one state
// that are asked for, in one search.
//
// Invariants:
//  1. A way that is found is a cheapest one through its round.
//
// Cost: microseconds a state that is met in a burst, up to a limit for each burst and for all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

class RoundPrices {
 public:
  /// @param first the first edge out of each node, and one more
  RoundPrices(const Proof& proof, const model::ProofConfig& config, model::Artifact artifact,
              std::span<const std::size_t> first);

  /// Which edges may come into question: they are looked for together.
  using Asked = std::function<bool(std::size_t edge)>;
  /// @return nothing if the edge is not asked for, or no way was found within the limits
  std::optional<model::RoundCost> cost_of(std::size_t edge, const Asked& asked);
  /// Requires that cost_of() has told its cost.
  const model::BurstPath& path_of(std::size_t edge) const { return *known_.at(edge); }
  /// Whether no limit was met so far.
  bool all_found() const { return all_found_; }

 private:
  void find_out_of(std::uint32_t node, const Asked& asked);

  const Proof* proof_;
  model::Artifact artifact_;
  std::span<const std::size_t> first_;
  model::BurstSearch bursts_;
  std::map<model::RestState, std::uint32_t> nodes_;
  std::map<std::size_t, std::optional<model::BurstPath>> known_;  // by edge
  std::uint64_t states_ = 0;                                      // met in all bursts
  bool all_found_ = true;
};

}  // namespace stalemate::scenarios
