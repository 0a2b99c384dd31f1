// The HTML report: one file with everything in it, for a whole check or for one failing run.
//
// Invariants:
//  1. It needs no network and asks for none; its own policy forbids it.
//  2. Without its script it can be read to the end, and printed; the script adds the scrubber, keys
//     and the choice of light or dark.
//  3. Ids are unique, and follow from names alone: "<scenario>--<cell>--step-17". "#step-17" is
//  that
//     of the first story.
//  4. Equal results give equal pages, byte for byte.
//
// Cost: a page of all scenarios is some megabytes.
#pragma once

#include <optional>
#include <string>

#include "reports/replay_report.h"
#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports::html {

std::string html_report(const scenarios::CampaignResult& result,
                        const scenarios::Versions& versions, const Style& style);

std::string html_explanation(const ReplaySubject& subject, const scenarios::SavedReplay& run,
                             const std::optional<scenarios::Film>& film,
                             const std::optional<scenarios::PointOfNoReturn>& no_return,
                             const Style& style);

}  // namespace stalemate::reports::html
