// What a schedule costs its reader.
//
// Invariants:
//  1. Costs are compared in one order, that of proofs: first what somebody has to imagine
//  (requests,
//     faults, deviations), then how long it goes on, then how much has to be read.
#pragma once

#include <compare>
#include <cstdint>

namespace stalemate::scenarios {

struct ShrinkCost {
  std::uint64_t requests = 0;  // all arrivals of the workload
  std::uint64_t faults = 0;
  std::uint64_t deviations = 0;  // faults among them
  std::uint64_t steps = 0;       // macro-steps, to the verdict
  std::uint64_t isolates = 0;
  std::uint64_t settings = 0;  // values in the scenario's text
  std::uint64_t span_us = 0;   // until the workload was over
  std::uint64_t distance = 0;  // of amounts from what is calm, in their units

  auto operator<=>(const ShrinkCost&) const = default;
};

}  // namespace stalemate::scenarios
