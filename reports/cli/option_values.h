// Which options need a value, and what that is.
//
// Invariants:
//  1. Each option with a value is in the list: CLI11 would take the next word for it, or none.
//
// Cost: one look at each word of the command line.
#pragma once

#include <optional>
#include <string>

namespace stalemate::reports::cli {

/// What is wrong with an option whose value is empty, if there is one.
std::optional<std::string> empty_value(int count, const char* const* values);

}  // namespace stalemate::reports::cli
