// How likely a log is if a cause is what went wrong: by making runs of it at random.
//
// The basic idea. The requests come when and where the guide that was found has them come. All else
// is left to chance: how long things take, who comes first, and at which of all places the fault
// strikes. Of the runs in which it shows (in which clients see another thing than without it), the
// share that explains every line is what the log says for the cause. A cause that does what the log
// shows wherever it strikes is likelier than one that does so at one place of a hundred; and one
// that takes an unlikely order of things shows seldom, or shows otherwise.
//
// What the guide had to assume of the clocks counts besides: the share of the times that a line's
// clock allows at which the log would still be explained.
//
// Invariants:
//  1. Equal questions have equal answers, unless must_stop ends one.
//  2. Shares are above 0 and at most 1: the run that was found counts as one.
//
// Cost: half as many runs as a hypothesis gets, at most.
#pragma once

#include <cstdint>
#include <functional>

#include "model/config.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

/// The two shares.
struct Fit {
  double share = 1;   // of the runs in which the cause shows: those that explain the log
  double timing = 1;  // of the times and isolates that the log allows: those that do
};

struct FitBudget {
  std::uint64_t runs = 0;  // of a hypothesis
  const std::function<bool()>& must_stop;
};

/// @param guide explains the log in the world of config
Fit fit_of(const LogQuestion& question, const Hypothesis& hypothesis,
           const model::WorldConfig& config, const Guide& guide, const FitBudget& budget);

}  // namespace stalemate::scenarios
