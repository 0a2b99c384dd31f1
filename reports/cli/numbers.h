// Numbers and durations as they are written on the command line.
//
// Invariants:
//  1. Nothing is guessed: what is not wholly understood is an error that says what is allowed.
//
// Cost: none to speak of.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/format/result.h"

namespace stalemate::reports::cli {

/// A whole number in decimal digits.
/// @param option for messages, "--seeds"
scenarios::Result<std::uint64_t> parse_number(const std::string& option, const std::string& text,
                                              std::uint64_t low, std::uint64_t high);

/// "500ms", "60s", "2m" or "1h", as seconds; more than nothing, and at most 30 days.
scenarios::Result<double> parse_duration(const std::string& option, const std::string& text);

/// "500MB" or "4GB", in bytes; at most a terabyte.
scenarios::Result<std::uint64_t> parse_size(const std::string& option, const std::string& text);

}  // namespace stalemate::reports::cli
