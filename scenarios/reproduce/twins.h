// Causes that do the same to the lines of a log.
//
// The basic idea. A put may be refused, fail, or lose its connection: where the program does the
// same in each case, the same lines come out, and nothing in the log can speak for one of them. So
// the run that explains the log by one cause is made again with the other at the very places where
// the first one struck. If each explains the log in the place of the other, they are twins.
//
// Invariants:
//  1. Whether one is the twin of another does not depend on which of them is asked about first.
//
// Cost: three or four runs for a pair.
#pragma once

#include "model/config.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

/// A hypothesis and a guide of its world with which it explains the log. All outlive it.
struct FoundCause {
  const Hypothesis* hypothesis = nullptr;
  const model::WorldConfig* config = nullptr;
  const Guide* guide = nullptr;
};

bool are_twins(const LogQuestion& question, const FoundCause& one, const FoundCause& other);

}  // namespace stalemate::scenarios
