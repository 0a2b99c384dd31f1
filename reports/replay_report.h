// One run, step by step: every event with its virtual time, and between them every decision that
// deviates from what a healthy, unloaded system would do.
//
// Invariants:
//  1. The same run gives the same text, byte for byte.
//  2. It ends with what the run says about each property, and with its trace hash.
//
// Cost: linear in the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/config.h"
#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/campaign/versions.h"

namespace stalemate::reports {

/// What is shown, for the first lines.
struct ReplaySubject {
  std::string scenario;
  std::string cell;
  std::uint64_t seed = 0;
  std::string file;  // of a saved schedule; empty if the seed alone was given
  scenarios::Versions versions;
};

/// The lines before the steps: of which run they are, and what the marks mean.
std::string replay_head(const ReplaySubject& subject, const Style& style);

/// All steps of a run, what it says about each property, and its trace hash.
std::string whole_run(const scenarios::ToldRun& told, const model::WorldConfig& config,
                      const Style& style);

/// Both.
std::string replay_report(const ReplaySubject& subject, const scenarios::ToldRun& told,
                          const model::WorldConfig& config, const Style& style);

/// How a replayed schedule compares with what its file recorded: one sentence.
std::string comparison(const scenarios::SavedResult& saved, const Style& style);

}  // namespace stalemate::reports
