// The report of a check for people: a matrix for each scenario, one sentence for each violation,
// and the command that shows it again.
//
// Invariants:
//  1. Equal results give equal texts; nothing in it was measured by a real clock.
//  2. A violation that was not expected is told with its steps. Of expected ones only the command
//  is
//     told that shows them; where a single scenario was checked, their sentence as well, and the
//     steps of the first one.
//  3. Each command stands on a line of its own, unbroken, so that it can be pasted.
//  4. It says which cells were proved, and why the others were not.
//
// Cost: linear in the result.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports {

/// @param verbose every violation is told with its steps
std::string console_report(const scenarios::CampaignResult& result,
                           const scenarios::Versions& versions, const Style& style,
                           bool verbose = false);

}  // namespace stalemate::reports
