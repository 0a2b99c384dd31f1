// Holds what was sampled against what the scenario expects.
//
// A scenario expects one verdict of a property in a cell. An expected failure says "some schedule
// shows this"; so a graver failure differs from it, and a lesser one beside it does not: it is
// only counted.
//
// Invariants:
//  1. Every combination of expectation and counts has exactly one outcome.
//  2. `as_expected` for a healthy cell needs all schedules that were asked for, each of them
//  decided.
//
// Cost: none to speak of.
#pragma once

#include "model/properties/property.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios {

/// How grave a verdict is: holds, undecided, uncached (MISS for ever), violated (STALE for ever).
int gravity(model::Verdict verdict);

/// The gravest verdict that was counted.
model::Verdict gravest(const VerdictCounts& counts);

/// @param cell only its numbers of schedules and its unmet marks are read
Outcome judge(model::Verdict expected, const VerdictCounts& counts, const CellResult& cell);

/// True if nothing was shown by this cell: no schedule, no property, or a mark never met.
bool is_vacuous(const CellResult& cell);

}  // namespace stalemate::scenarios
