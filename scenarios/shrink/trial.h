// One try of the shrinker: a world and what deviates from calm in it, run and weighed.
//
// Invariants:
//  1. Costs are compared as design and proofs compare them: first what somebody has to imagine
//     (requests, faults, deviations), then how long it goes on, then how much has to be read.
//
// Cost: one run; loading a world costs as much as some ten.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/simulation.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/shrink/way.h"
#include "sim/explore/deviations.h"

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

struct Weighed {
  Way way;
  ShrinkCost cost;
};

/// Runs deviations in one world.
class Trial {
 public:
  /// @param settings how many values its text holds
  Trial(const model::WorldConfig& config, model::Property property, std::uint64_t settings);

  Weighed weigh(const std::vector<sim::Deviation>& deviations);
  /// The same run, with everything written down.
  ToldRun tell(const std::vector<sim::Deviation>& deviations);
  /// The same run's deviations as the world offers them, with what would have been calm.
  std::vector<sim::Deviation> tidy(const std::vector<sim::Deviation>& deviations);

 private:
  model::Simulation simulation_;
  model::Property property_;
  std::uint64_t requests_;
  std::uint64_t isolates_;
  std::uint64_t settings_;
};

}  // namespace stalemate::scenarios
