// shard.json: everything that a part of a check found, for the others to be joined with.
//
// It holds what cannot be derived (result_fields.h). The worlds, the judgements and the runs that
// reports tell are made again from the scenarios, the seeds and the schedules beside it, and held
// against what it says.
//
// Invariants:
//  1. What is written can be read, by the same version in any place: files are named from the
//     folder of reports on, and none outside of it.
//  2. Whatever the file holds, reading gives a result that every report can tell, or one line with
//     file and JSON pointer.
//
// Cost: writing is linear in the result; reading runs each violation again, and each that was
// shrunk twice.
#pragma once

#include <string>
#include <vector>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

inline constexpr const char* shard_file_name = "shard.json";

struct ShardFile {
  std::string folder;  // of its reports
  Versions versions;
  std::vector<Scenario> scenarios;  // of the whole check, in its order
  CampaignResult result;            // of the part; names files with their folder
};

/// @param scenarios of the whole check
std::string shard_text(const CampaignResult& result, const std::vector<Scenario>& scenarios,
                       const Versions& versions, const std::string& folder);

/// @param versions of this program: those of another one are refused, for its runs may differ
Result<ShardFile> load_shard(const std::string& folder, const Versions& versions);

}  // namespace stalemate::scenarios
