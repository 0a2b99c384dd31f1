// The deadlines that count in a world, wherever they are kept: in entries, copies and slots, in
// tags that an isolate knows, and in what code that waits has already computed.
//
// Invariants:
//  1. Those to come are the ones that the proof engine tells apart in the same world
//     (model/proof/burst_fingerprint.cpp), so that "the next deadline" is the same here and there.
//
// Cost: a walk through all that is under way.
#pragma once

#include <cstdint>
#include <vector>

#include "model/proof/bounds.h"
#include "model/proof/entry_monitor.h"
#include "model/world.h"

namespace stalemate::scenarios {

/// @param monitor may be null, if what is served and deleted is not judged
/// @return virtual milliseconds, ascending
std::vector<std::int64_t> deadlines_of(const model::World& world, const model::ProofConfig& config,
                                       const model::EntryMonitor* monitor);

}  // namespace stalemate::scenarios
