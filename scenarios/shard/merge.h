// The parts of a check, joined: what the whole check would have found.
//
// Invariants:
//  1. The result, and every file that it names, is that of the unsharded check with the same
//     options, scenarios and saved schedules; without a budget or Ctrl-C byte for byte.
//  2. Parts that do not make up one whole are refused: other options, scenarios or programs, one
//     that is missing or there twice.
//  3. A part that was interrupted makes the whole interrupted.
//
// Cost: that of loading the parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/shard/shard_file.h"

namespace stalemate::scenarios {

struct MergedFile {
  std::string from;
  std::string to;
};

struct Merged {
  CampaignResult result;  // names files with the new folder
  std::vector<MergedFile> files;
  /// Where there may be an original of an earlier check, and the parts have none.
  std::vector<std::string> without_original;
};

/// @param shards in any order
/// @param out the new folder of reports
Result<Merged> merge_shards(std::vector<ShardFile> shards, const std::string& out);

}  // namespace stalemate::scenarios
