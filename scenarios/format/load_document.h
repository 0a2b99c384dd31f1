// Loading a scenario that is part of a larger JSON document.
//
// Cost: see load.h.
#pragma once

#include <string>
#include <vector>

#include "scenarios/format/json.h"
#include "scenarios/format/node.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios::format {

/// @param path for messages, and as Scenario::path
/// @param prefix tokens of the pointer to the scenario in its file, for messages
Result<Scenario> load_document(const Json& document, const std::string& path,
                               const std::vector<std::string>& prefix);

/// What of a scenario's document describes its worlds.
Json without_keys_of_the_file(const Json& document);

/// The line for a problem: "file: /pointer: what; allowed: ...".
InputError error_of(const std::string& path, std::vector<std::string> prefix,
                    const Problem& problem);

}  // namespace stalemate::scenarios::format
