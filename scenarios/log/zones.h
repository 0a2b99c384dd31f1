// Zones of times, as logs and `date` name them.
//
// A name that several zones have is that of the one with the most people who write logs in it:
// CST is Central Standard Time, IST that of India. Within a log only their differences count.
//
// Invariants:
//  1. A text that is no zone is nothing.
//
// Cost: some comparisons.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stalemate::scenarios::log {

/// "+01:00", "-0530", "+02", a name, or no text at all, which is UTC; in minutes.
std::optional<std::int64_t> offset_of_zone(std::string_view text);

}  // namespace stalemate::scenarios::log
