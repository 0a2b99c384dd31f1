// Which part of a check is asked for, how many sampled schedules it saves, and which parts are to
// be joined.
//
// Invariants:
//  1. A part is one that there is: "2/4".
//
// Cost: none to speak of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/options.h"

namespace CLI {
class App;
}

namespace stalemate::reports::cli {

struct MergeArguments {
  std::vector<std::string> folders;  // of reports, one of each shard
  std::string out;
  bool verbose = false;
};

/// Options as they were written.
struct ShardTexts {
  std::string shard;
  std::string samples = "0";
};

/// @param check the command that is given the options
void add_shard(CLI::App& check, ShardTexts& texts);
void add_merge(CLI::App& app, MergeArguments& merge);

/// @return what is wrong with them, if anything is
std::optional<std::string> read_shard(const ShardTexts& texts, scenarios::Options& options);

}  // namespace stalemate::reports::cli
