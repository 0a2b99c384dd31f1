// The bundler and the JavaScript around handlers, which are part of the executable.
#pragma once

#include <string>

#include "scenarios/format/result.h"

namespace stalemate::scenarios {

/// Writes them below `cache`, unless they are there. @return the folder that holds them
Result<std::string> unpack_tools(const std::string& cache);

}  // namespace stalemate::scenarios
