// What shows a property's verdict: the schedule or the proof, the command for it, and its story.
//
// Invariants:
//  1. A schedule is preferred to a proof: it has times.
//
// Cost: one string each; the story needs a copy of the run.
#pragma once

#include <optional>
#include <string>

#include "reports/replay_command.h"
#include "scenarios/campaign/saved.h"

namespace stalemate::reports {

/// The schedule that shows what was found; nullptr: none does.
const scenarios::Violation* shown_by(const scenarios::PropertyResult& property);

/// The command that shows the evidence again: a schedule's, else the proof's; empty if there is
/// none.
std::string evidence_command(const scenarios::PropertyResult& property,
                             const scenarios::CellResult& cell, const SeedSource& source,
                             const Style& style);

/// The run of a violation as a replayed schedule, for whoever explains it; nothing: it was not
/// written down.
std::optional<scenarios::SavedReplay> replay_of(const scenarios::Violation& violation,
                                                const scenarios::CellResult& cell);

}  // namespace stalemate::reports
