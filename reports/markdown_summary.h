// A whole check in Markdown, for GITHUB_STEP_SUMMARY and for comments on pull requests.
//
// First the verdict and what differs, then the matrices, then the stories of what differs: what
// matters least is cut first.
//
// Invariants:
//  1. At most `longest_summary` bytes; what was cut is told in a sentence.
//  2. Expected violations have no story.
//
// Cost: linear in the result; a story explains one run.
#pragma once

#include <cstddef>
#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports {

/// GitHub takes 1 MiB from each step, and there may be other steps' words in the same file.
inline constexpr std::size_t longest_summary = 900'000;

/// @param longest in bytes; at least some hundred
std::string markdown_summary(const scenarios::CampaignResult& result,
                             const scenarios::Versions& versions, const Style& style,
                             std::size_t longest = longest_summary);

}  // namespace stalemate::reports
