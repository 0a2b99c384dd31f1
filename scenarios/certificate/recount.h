// How much there is in all bursts of a proof, counted again: the different states, those of the
// largest burst, and the steps out of them.
//
// Invariants:
//  1. Isolates that began a burst alike are not told apart, and nothing else is left out: so the
//     numbers depend on the scenario and the bounds, and on no reduction of whoever explored.
//
// Cost: with one isolate none; with more, the successors of each state are derived a second time.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/certificate/certificate.h"
#include "scenarios/certificate/rederive.h"

namespace stalemate::scenarios {

class Recount {
 public:
  explicit Recount(const model::ProofConfig& config);

  /// @param apart what was derived of this state with all isolates told apart
  void add(const model::RestState& state, const Rederived& apart,
           const std::atomic<bool>& cancelled);

  /// Where the certificate says other numbers, one sentence each. Requires that all of its states
  /// were added.
  std::vector<std::string> differences(const Certificate& certificate) const;

 private:
  model::BurstWorld world_;
  std::uint64_t states_ = 0;
  std::uint64_t transitions_ = 0;
  std::uint64_t largest_burst_ = 0;
};

}  // namespace stalemate::scenarios
