// What a page shows of each violation beyond its events: the world at each step, and after which
// deviation it was too late.
//
// Invariants:
//  1. It is of the run that the violation's schedule file holds: the smaller one, if there is one.
//
// Cost: two runs for each violation, and one for each of its deviations from calm.
#pragma once

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios {

/// With more deviations than this, nobody asks after which of them it was too late.
inline constexpr std::size_t most_deviations_weighed = 100;

void film_violations(CellResult& result);

}  // namespace stalemate::scenarios
