// The report of a check for people: a matrix for each scenario, one sentence for each violation,
// and the command that shows it again.
//
// Invariants:
//  1. Equal results give equal texts; nothing in it was measured by a real clock.
//  2. A violation that was not expected is told with its steps, and so is the first expected one of
//     each scenario; the others have their sentence and their command.
//  3. Each command stands on a line of its own, unbroken, so that it can be pasted.
//
// Cost: linear in the result.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports {

std::string console_report(const scenarios::CampaignResult& result,
                           const scenarios::Versions& versions, const Style& style);

}  // namespace stalemate::reports
