// One cell of a scenario as a document of its own.
//
// Cost: that of parsing the scenario.
#pragma once

#include <string>

#include "scenarios/format/json.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios::format {

/// The world of a cell, all patches merged in. Requires that the cell is one of the scenario's.
Json world_of_cell(const Scenario& scenario, const std::string& cell);

/// A scenario with this world as its only cell, which keeps its name and its place on the axes.
Json document_of_cell(const Scenario& scenario, const Cell& cell, const Json& world);

/// What such a document holds, ready to run: another world beside the cell's. A handler in
/// JavaScript that is still the cell's own is taken over from it; another one is loaded.
/// @param path for messages, and as Scenario::path
Result<Scenario> load_beside(const Scenario& scenario, const Cell& cell, const Json& world,
                             const std::string& path);

}  // namespace stalemate::scenarios::format
