// A check: replays the saved schedules, samples every cell, and judges what was found.
//
// Invariants:
//  1. Everything that goes wrong on the way is in the result; nothing is thrown but what the model
//     throws, which is a bug.
//  2. When `cancelled` is set, the check ends soon, with all that is known so far.
//
// Cost: seeds times cells runs of a world, spread over the threads.
#pragma once

#include <atomic>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/inputs.h"
#include "scenarios/campaign/observer.h"
#include "scenarios/campaign/options.h"

namespace stalemate::scenarios {

/// Requires inputs without errors, and that the archive's folder can be written to.
CampaignResult run_campaign(const Inputs& inputs, const Options& options, const Archive& archive,
                            Observer& observer, const std::atomic<bool>& cancelled);

}  // namespace stalemate::scenarios
