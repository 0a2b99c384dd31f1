// The matrix of a scenario as a table whose fields lead to their cells.
//
// Invariants:
//  1. Rows are the values of the first axis, columns the others combined; a scenario without axes
//  is
//     a list of one column. Headers say which they are.
//  2. A field says in words what was found, and whether that was expected.
//
// Cost: linear in the number of cells.
#pragma once

#include <string>
#include <vector>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports::html {

/// @param ids of the cells, in their order
std::string matrix_table(const scenarios::ScenarioResult& scenario,
                         const std::vector<std::string>& ids);

/// "as expected", "differs from what is expected", ...
const char* standing_words(const scenarios::CellResult& cell);

/// Whether something violates a property in this cell; else whether it was proved.
const char* class_of_cell(const scenarios::CellResult& cell);

}  // namespace stalemate::reports::html
