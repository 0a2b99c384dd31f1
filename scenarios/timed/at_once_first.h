// The steps of a burst in another order: what takes no time comes at once.
//
// A proof lets anything happen before a put leaves its isolate, or before code goes on that has
// only let others go first; in timed mode no time passes until then. Mostly it makes no difference
// which comes first, and there are times for one order where there are none for the other.
//
// Invariants:
//  1. What is returned can be run from the same state: it was.
//  2. Steps that take time keep their order, and so do those that take none.
//
// Cost: that of the burst, twice.
#pragma once

#include <functional>

#include "model/proof/bounded_worker.h"

namespace stalemate::scenarios {

/// @param start brings the world to where the steps begin
/// @return the steps as they are, if there is nothing to change or another order cannot be run
model::BoundedSteps at_once_first(model::BurstWorld& world, const std::function<void()>& start,
                                  const model::BoundedSteps& steps);

}  // namespace stalemate::scenarios
