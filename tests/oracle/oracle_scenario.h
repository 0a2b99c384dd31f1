// The scenarios that repeat what was observed, for tests.
#pragma once

#include <string>

#include "scenarios/format/scenario.h"

namespace stalemate::tests {

/// The scenario of a row's schedule: a file of scenarios/oracle, by its name. The test fails if it
/// cannot be loaded.
scenarios::Scenario oracle_scenario(const std::string& name);

}  // namespace stalemate::tests
