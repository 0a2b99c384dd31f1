// From a scenario file to a Scenario, or to one line that says what is wrong with it.
//
// Invariants:
//  1. Whatever the file holds, the answer is a valid scenario or an error: no exception, no crash,
//     no endless wait.
//  2. Every cell of a scenario is valid, and expects something of at least one property.
//  3. An error reads "file:line:column: not JSON: ...", or "file: /json/pointer: what is wrong;
//     allowed: ...". The pointer names the place in the file, also where a patch is at fault; if
//     it takes several layers together, the cell is named too.
//
// Cost: a millisecond for each hundred cells.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

Result<Scenario> load_scenario(const std::string& path);

/// As above, from a text that stands elsewhere.
/// @param path for messages, and as Scenario::path
Result<Scenario> load_scenario_from_text(std::string_view text, const std::string& path);

}  // namespace stalemate::scenarios
