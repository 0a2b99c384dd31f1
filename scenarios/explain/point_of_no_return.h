// After which deviation from calm a run can no longer be saved: had all been calm from there on, it
// would have failed in the same way all the same.
//
// This is a statement about calm futures. What other faults could still do (an eviction, say) is
// for a proof to tell.
//
// Invariants:
//  1. The same transcript gives the same point.
//
// Cost: a run for each deviation.
#pragma once

#include <cstddef>
#include <optional>

#include "model/config.h"
#include "model/properties/property.h"
#include "scenarios/campaign/transcript.h"

namespace stalemate::scenarios {

struct PointOfNoReturn {
  std::size_t deviations = 0;  // so many, the first of the run, are enough
  std::size_t decision = 0;  // the last of these, in the transcript; meaningless if none is needed
  sim::Microseconds at_us = 0;
};

/// @return nothing if the run does not fail, or not by its decisions alone
std::optional<PointOfNoReturn> point_of_no_return(const model::WorldConfig& config,
                                                  model::Property property,
                                                  const Transcript& transcript);

}  // namespace stalemate::scenarios
