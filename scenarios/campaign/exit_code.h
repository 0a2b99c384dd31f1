// The exit code of a check: a total function of its result.
//
// Invariants:
//  1. Where several codes hold, the first of 130, 70, 4, 2, 1, 5, 3, 0 is told.
//  2. Nothing that was cut short, undecided or vacuous ever counts as a pass.
//
// Cost: linear in the number of cells.
#pragma once

#include <vector>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios {

enum class ExitCode : int {
  as_expected = 0,
  differs = 1,            // a cell, or a saved schedule that no longer fails
  usage = 2,              // or bad input, or a file that could not be written
  inconclusive = 3,       // an expected violation was not met; a budget or bound ended the run
  not_deterministic = 4,  // or a replay that diverged
  vacuous = 5,            // a mark never met, an empty folder, no schedule
  internal = 70,
  interrupted = 130,
};

/// The one that is told where all of these hold; `as_expected` for none.
ExitCode first_of(const std::vector<ExitCode>& codes);

ExitCode exit_code(Outcome outcome);
ExitCode exit_code(SavedOutcome outcome);
ExitCode exit_code(const CellResult& cell);
ExitCode exit_code(const CampaignResult& result);

}  // namespace stalemate::scenarios
