// Makes the violations of a cell small, once they are saved.
//
// Invariants:
//  1. The schedule as it was found stands beside the smaller one before that takes its place.
//  2. A violation that could not be saved stays as it is, and so does one whose run shows nothing.
//
// Cost: at most the budget's runs for each violation; some milliseconds as a rule.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios {

/// @param must_stop asked before each run
/// @return what went wrong, a line each
std::vector<std::string> shrink_violations(CellResult& result, const Scenario& scenario,
                                           const Cell& cell, const Options& options,
                                           const Archive& archive,
                                           const std::function<bool()>& must_stop);

}  // namespace stalemate::scenarios
