// The few steps of a run that matter: why it went wrong, in at most a dozen lines.
//
// Everything that deviates (a context cut, a put lost, a slot left behind) comes first; what the
// requests were served fills the rest, with a few lines kept for what happens once all faults are
// over. `stalemate replay` shows the whole run.
//
// Invariants:
//  1. Steps are in the order of the run, and at most `longest_story`.
//  2. The same run and stretch give the same story.
//
// Cost: describes the chosen events only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports {

inline constexpr std::size_t longest_story = 12;

struct StoryStep {
  std::string time;  // milliseconds
  std::string text;
};

struct Story {
  std::vector<StoryStep> steps;
  std::string remark;  // how much was left out
};

/// Of the shrunk run, if there is one.
/// @param config the world in which the violation was found
Story story_of(const scenarios::Violation& violation, const model::WorldConfig& config);

/// The steps that matter of the events from `begin` on and, if it is given, until this instant.
std::vector<StoryStep> steps_that_matter(const scenarios::Transcript& transcript, std::size_t begin,
                                         std::optional<model::Microseconds> until_us,
                                         const model::WorldConfig& config);

}  // namespace stalemate::reports
