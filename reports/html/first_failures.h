// How soon sampling shows a violation: for each, after how many schedules, and how many of all.
//
// Invariants:
//  1. What the bars show stands beside them in numbers.
//
// Cost: one row for each violation.
#pragma once

#include <string>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports::html {

inline constexpr std::size_t most_first_failures = 120;

/// A table with bars; empty if no schedule showed a violation.
std::string first_failures(const scenarios::ScenarioResult& scenario,
                           const scenarios::Options& options);

}  // namespace stalemate::reports::html
