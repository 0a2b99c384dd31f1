// The reports of a check, written to their folder: for `check` and for `merge`, which writes the
// same.
//
// Invariants:
//  1. What cannot be written becomes a problem of the result, and later reports tell of it.
//
// Cost: waits for the disk.
#pragma once

#include "reports/cli/commands.h"
#include "reports/cli/out_folder.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports::cli {

/// If this run dies, no old verdict is left standing.
void remove_earlier_reports(const OutFolder& out);

void write_reports(scenarios::CampaignResult& result, const OutFolder& out, const Style& style,
                   const Resources& resources);

/// One more file of the folder.
void write_report(scenarios::CampaignResult& result, const OutFolder& out, const char* name,
                  const std::string& text, const Resources& resources);

}  // namespace stalemate::reports::cli
