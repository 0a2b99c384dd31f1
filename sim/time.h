// Virtual time. Nothing in a simulated world ever asks the real clock.
//
// An instant is a count of microseconds since the start of the run. The grid is finer than the
// millisecond that programs see, so that "before, in and after the same millisecond" are three
// different schedules.
#pragma once

#include <cstdint>

namespace stalemate::sim {

using Microseconds = std::int64_t;

inline constexpr Microseconds microseconds_per_millisecond = 1000;

constexpr Microseconds from_milliseconds(std::int64_t milliseconds) {
  return milliseconds * microseconds_per_millisecond;
}

/// The millisecond that holds the instant, as a clock with that resolution would show it.
constexpr std::int64_t to_milliseconds(Microseconds instant) {
  return instant / microseconds_per_millisecond;
}

}  // namespace stalemate::sim
