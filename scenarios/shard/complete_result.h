// What of a part's result can be derived, made again and held against what its file says.
//
// Invariants:
//  1. A result without a problem is one that every report can tell: its worlds are the scenarios',
//     its judgements those of judge.h, its runs were run just now.
//  2. Only cells that were dealt to the part are in it, each with the properties that it names.
//
// Cost: see shard_file.h.
#pragma once

#include <optional>

#include "scenarios/format/node.h"
#include "scenarios/shard/shard_file.h"

namespace stalemate::scenarios::shards {

/// Requires that the scenarios of the file are loaded, and the fields of its result read.
/// @return the first thing that does not fit, if anything does not
std::optional<format::Problem> complete(ShardFile& file);

}  // namespace stalemate::scenarios::shards
