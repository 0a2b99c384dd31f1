// The steps of a run as a list: when, what happened, and what changed in the world.
//
// Invariants:
//  1. Every step has the id "<story>--step-<number>"; step 0 is the beginning, with the whole
//  state.
//  2. A later step tells the fields of the state that changed, and no others: the state at a step
//  is
//     what was told last.
//
// Cost: linear in the run.
#pragma once

#include <string>

#include "model/config.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/film/film.h"

namespace stalemate::reports::html {

/// How an event reads, as a class of the style sheet; empty: like any other.
const char* class_of_event(const sim::TraceEvent& event);

/// @param first whether "#step-17" points into this story
std::string steps_list(const scenarios::Film& film, const scenarios::Transcript& transcript,
                       const model::WorldConfig& config, const std::string& id, bool first);

}  // namespace stalemate::reports::html
