// Keeps what a property test has found: the world and the decisions of one run, in a schedule file
// that `stalemate replay` shows.
#pragma once

#include <cstdint>
#include <string>

#include "model/config.h"

namespace stalemate::tests {

/// Where failing cases go unless a test says otherwise: build/failing-cases in the source tree.
std::string failing_cases_folder();

/// Runs the case once more, writes its decisions down, and saves them as `folder`/`name`.json. A
/// shrinking test overwrites the file with each smaller case, so the smallest one stays.
/// @param found one plain sentence
/// @return what to print: the path, or why nothing could be saved
std::string save_failing_case(const std::string& folder, const std::string& name,
                              const model::WorldConfig& config, std::uint64_t seed,
                              const std::string& found);

}  // namespace stalemate::tests
