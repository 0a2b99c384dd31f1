// A scenario with another handler in place of its own.
//
// The basic idea. The handler is put into the base, and taken out of all patches; axes that then
// say nothing more are left out. Nothing is known of this handler beforehand, so that each property
// that the scenario names is expected to hold, and nothing must have occurred.
//
// Invariants:
//  1. The result is a scenario as its document says: what is saved of it replays.
//
// Cost: that of loading a scenario.
#pragma once

#include <string>

#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

/// @param handler a generation, or a program in JavaScript: as scenarios write it
Result<Scenario> with_handler(const Scenario& scenario, const std::string& handler);

}  // namespace stalemate::scenarios
