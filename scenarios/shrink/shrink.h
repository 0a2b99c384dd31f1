// Makes a failing schedule small: as few requests, faults and deviations from calm as fail in the
// same way, then as short and as plain as can be.
//
// The basic idea. A schedule is a world and a list of deviations (sim/explore/deviations.h), and
// all that is not in the list is calm. One thing after the other is taken out of the list or of the
// world; what still fails in the same way (way.h) and costs less (trial.h) is the new schedule.
// When nothing can be taken out any more, it is done.
//
// Invariants:
//  1. The result fails in the same way as what was given, and costs no more.
//  2. Equal requests give equal results, unless must_stop ends one.
//
// Cost: a few microseconds a run, some hundred to some thousand runs.
#pragma once

#include <cstdint>
#include <functional>

#include "scenarios/campaign/transcript.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/shrink/trial.h"

namespace stalemate::scenarios {

inline constexpr std::uint64_t usual_shrink_budget = 20'000;

struct ShrinkRequest {
  const Scenario& scenario;
  const Cell& cell;
  model::Property property;
  const sim::Schedule& schedule;
  std::uint64_t budget = usual_shrink_budget;  // how many runs
  std::function<bool()> must_stop;             // asked before each run
};

struct Shrunk {
  Scenario scenario;  // of one cell
  ToldRun told;
  ShrinkCost before;
  ShrinkCost after;
  std::uint64_t runs = 0;
  bool finished = false;  // nothing more can be taken out; else the budget ended it

  const Cell& cell() const { return scenario.cells.front(); }
};

/// @return an error if the schedule does not fail, or its world cannot be told by itself
Result<Shrunk> shrink(const ShrinkRequest& request);

}  // namespace stalemate::scenarios
