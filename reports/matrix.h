// The matrix of a scenario as an aligned text table: rows are the values of its first axis, columns
// the remaining axes combined.
//
// Invariants:
//  1. No line is wider than asked, or than 20 columns. A table that does not fit is turned round,
//     and if that does not help it becomes a list with a line for each cell.
//  2. A combination without a cell shows an empty field.
//
// Cost: linear in the number of cells.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

/// "=" as expected, "!" differs or worse, "?" inconclusive, "-" vacuous.
char mark_of(scenarios::ExitCode code);
Colour colour_of(scenarios::ExitCode code);

/// Its values on all axes but the first, which names the row.
std::string column_name(const scenarios::CellResult& cell);

/// What was found in a cell, one finding a line: "STALE for ever", "proved: 1", "none in 2000".
std::vector<std::string> findings_of(const scenarios::CellResult& cell);

/// Lines with their line breaks.
std::string matrix_of(const scenarios::ScenarioResult& scenario, const Style& style);

}  // namespace stalemate::reports
