// One try of the shrinker: a world and what deviates from calm in it, run and weighed.
//
// Invariants:
//  1. Weighing and telling are the same run.
//
// Cost: one run; loading a world costs as much as some ten.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/simulation.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/shrink/cost.h"
#include "scenarios/shrink/way.h"
#include "sim/explore/deviations.h"

namespace stalemate::scenarios {

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
