// One schedule under two handlers: what each run comes to, where the two part, and what followed.
//
// Invariants:
//  1. The same comparison gives the same text, byte for byte.
//  2. The verdict of the schedule's property is one sentence for each side; a run in which nothing
//     was found is never said to prove anything.
//  3. The command stands last, on a line of its own, unbroken, so that it can be pasted.
//
// Cost: describes the chosen events only; whole_comparison() is linear in both runs.
#pragma once

#include <string>

#include "reports/replay_report.h"
#include "reports/text.h"
#include "scenarios/compare/compare.h"

namespace stalemate::reports {

/// @param command what shows both runs whole
std::string compare_report(const ReplaySubject& subject, const scenarios::Comparison& comparison,
                           const std::string& command, const Style& style);

/// Both runs step by step, one after the other, as `replay` shows one.
std::string whole_comparison(const ReplaySubject& subject, const scenarios::Comparison& comparison,
                             const Style& style);

/// The command line of a comparison that shows both runs whole.
std::string whole_command(const std::string& file, const scenarios::Changes& changes,
                          const Style& style);

}  // namespace stalemate::reports
