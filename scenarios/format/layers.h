// The layers of a cell: the base of its file and the patches on it, and where each stands there.
//
// Invariant: merged() is what RFC 7386 says; place() names the last layer that wrote the value.
// Cost: merging copies the world once for each cell.
#pragma once

#include <string>
#include <vector>

#include "scenarios/format/json.h"

namespace stalemate::scenarios::format {

struct Layer {
  std::vector<std::string> tokens;  // where it stands in the file
  const Json* json = nullptr;       // an object
};

using Layers = std::vector<Layer>;  // the base first

Json merged(const Layers& layers);

/// Where in the file the value stands that the merged world has at these tokens.
std::vector<std::string> place(const Layers& layers, const std::vector<std::string>& tokens);

}  // namespace stalemate::scenarios::format
