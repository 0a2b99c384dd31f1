// A scenario with one healthy and one failing cell, small enough for thousands of runs in a test.
#pragma once

#include <string>

#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/inputs.h"

namespace stalemate::scenarios::tests {

/// Cells "nothing" (healthy) and "one cut" (STALE for ever in some schedules).
std::string small_scenario_text();

/// The small scenario with one change, as in changed() of tests/scenarios/examples.h.
Inputs small_inputs(const std::string& pointer = "", const std::string& value = "");

Archive archive_in(const std::string& folder);

}  // namespace stalemate::scenarios::tests
