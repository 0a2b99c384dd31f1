// Saved schedules, replayed and held against what they recorded.
//
// A schedule is replayed in the scenario that it embeds: it is one run, and only a change of the
// model can change it.
//
// Invariants:
//  1. Every schedule has exactly one outcome; one that the world does not follow to its end has
//     diverged, whatever its verdict.
//
// Cost: one run with everything written down.
#pragma once

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/inputs.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/campaign/versions.h"
#include "scenarios/format/result.h"

namespace stalemate::scenarios {

struct SavedReplay {
  SavedResult result;
  ToldRun told;
  model::WorldConfig config;
};

Result<SavedReplay> replay_saved(const SavedSchedule& saved, const Versions& versions);

}  // namespace stalemate::scenarios
