// The JSON values of this folder: objects keep the order in which the file writes their keys.
//
// Cost: the header is large; only sources of this folder include it.
#pragma once

#include <nlohmann/json.hpp>

namespace stalemate::scenarios::format {

using Json = nlohmann::ordered_json;

}  // namespace stalemate::scenarios::format
