// From a world back to the scenario file that describes it, so that a world which a test has made
// up can be saved and replayed like any other.
#pragma once

#include <string>

#include "model/config.h"

namespace stalemate::tests {

/// A scenario with one cell, `base`. Loading it gives this configuration.
std::string scenario_text(const model::WorldConfig& config);

}  // namespace stalemate::tests
