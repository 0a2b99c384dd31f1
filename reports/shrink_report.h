// What shrinking has made of a schedule, in a few lines.
//
// Cost: one string.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/shrink/shrink.h"

namespace stalemate::reports {

/// "1 request, 1 fault, 1 deviation from calm, 5 steps"; faults are told where there are some.
std::string cost_words(const scenarios::ShrinkCost& cost);

/// From what to what, and in how many runs, without a final stop.
std::string shrink_words(const scenarios::ShrinkCost& before, const scenarios::ShrinkCost& after,
                         std::uint64_t runs, bool finished);
std::string shrink_words(const scenarios::ShrunkRun& run);
std::string shrink_words(const scenarios::Shrunk& shrunk);

/// Of a schedule that was given: what it has become, what is left that is not calm, and the
/// command that shows it.
/// @param saved where it stands now
std::string shrink_report(const std::string& path, const scenarios::Shrunk& shrunk,
                          const std::string& saved, const Style& style);

}  // namespace stalemate::reports
