// junit.xml: one test case for each cell and property, for the pages of a CI system.
//
// A scenario is a test suite; the saved schedules are one more. What differs from its expectation
// is a failure, what is not deterministic an error, and what is inconclusive or vacuous is skipped:
// it is no pass, and the exit code says so too.
//
// Invariants:
//  1. Equal results give equal texts: there are no times and no host names in it.
//
// Cost: linear in the result.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports {

/// @param style only its program is used
std::string junit_report(const scenarios::CampaignResult& result, const Style& style);

}  // namespace stalemate::reports
