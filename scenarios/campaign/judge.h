// Holds what was sampled against what the scenario expects.
//
// A scenario expects one verdict of a property in a cell. An expected failure says "some schedule
// shows this"; so a graver failure differs from it, and a lesser one beside it does not: it is
// only counted.
//
// Invariants:
//  1. Every combination of expectation and counts has exactly one outcome.
//  2. `as_expected` for a healthy cell needs all schedules that were asked for, each of them
//     decided. A proof does not replace them: they may overlap more than it covers.
//  3. What a proof rules out is never inconclusive: it differs from an expectation that it occurs.
//
// Cost: none to speak of.
#pragma once

#include <optional>

#include "model/properties/property.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::scenarios {

/// How grave a verdict is: holds, undecided, uncached (MISS for ever), violated (STALE for ever).
int gravity(model::Verdict verdict);

/// The gravest verdict that was counted.
model::Verdict gravest(const VerdictCounts& counts);

/// The gravest verdict of the samples and the proof.
model::Verdict found_in(const VerdictCounts& counts, std::optional<model::Verdict> proved);

/// @param cell only its numbers of schedules and its unmet marks are read
/// @param proved what a proof says; nothing: there is none
Outcome judge(model::Verdict expected, const VerdictCounts& counts, const CellResult& cell,
              std::optional<model::Verdict> proved = std::nullopt);

/// What a cell found about each of its properties, from its counts, its violations and its proof.
/// @param asked which cells were to be proved
void judge_all(CellResult& cell, Prove asked);

/// True if nothing was shown by this cell: no schedule, no property, or a mark never met, though
/// all schedules were run.
bool is_vacuous(const CellResult& cell);

/// True if fewer schedules were run than were asked for.
bool is_cut_short(const CellResult& cell);

}  // namespace stalemate::scenarios
