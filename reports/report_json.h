// report.json: the whole result of a check, for programs.
//
// Names and their meanings are documented in report.schema.json beside this file, and stay: what
// is new gets new names, and `format_version` rises only if an old one had to change.
//
// Invariants:
//  1. The text is valid against the schema, whatever bytes the scenarios' names hold.
//  2. Equal results give equal texts: there are no times, no host names and no numbers of threads.
//  3. 64-bit hashes are strings of 16 hex digits; every number is exact as a double.
//
// Cost: linear in the result.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports {

/// One saved schedule that was replayed, as it stands under "saved".
nlohmann::ordered_json saved_json(const scenarios::SavedResult& saved);

std::string json_report(const scenarios::CampaignResult& result,
                        const scenarios::Versions& versions);

}  // namespace stalemate::reports
