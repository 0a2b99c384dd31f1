// What happened between two rests: as much of it as verdicts are read from.
//
// Some things hold a round up and pass by themselves: a *limit* is whatever does. Rounds that a
// limit holds up do not follow each other for ever, unless others let it begin anew. Each artifact
// is one, whose keys the store accepts so many writes to, or whose lease runs. The clock is one
// where tags are invalidated (ProofConfig::clock_may_stand): what is stored in the millisecond of
// an invalidation is invalid too, and in one millisecond there is no end of rounds. A round in
// which the clock stood still is held up by it; any other lets it begin anew.
//
// Invariants:
//  1. Where the clock is a limit, it either holds a round up or begins anew in it.
//
// Cost: a plain value of some forty bytes.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "model/names.h"

namespace stalemate::model {

struct Round {
  static constexpr std::uint8_t clock_limit = 1U << artifact_count;
  static constexpr std::size_t limit_count = artifact_count + 1;

  bool burst = false;      // requests arrived
  bool disturbed = false;  // a fault struck, or a tag was invalidated
  // A bit for each limit.
  std::uint8_t throttled = 0;  // a write was refused because of an earlier one, a lease still ran
  std::uint8_t written = 0;    // the store accepted a write, time has passed
  std::uint16_t requests = 0;
  std::uint16_t faults = 0;
  std::array<std::uint32_t, artifact_count> expired{};  // isolates that read an expired entry
  std::array<std::uint32_t, artifact_count> absent{};   // isolates that found none
  std::array<bool, artifact_count> progress{};          // a newer generation is stored than before

  auto operator<=>(const Round&) const = default;

  /// From now on the clock does not hold it up.
  void let_time_pass() {
    throttled &= static_cast<std::uint8_t>(~clock_limit);
    written |= clock_limit;
  }
  /// Nothing has happened, whether time has passed or not.
  bool is_empty() const {
    Round standing = *this;
    standing.throttled &= static_cast<std::uint8_t>(~clock_limit);
    standing.written &= static_cast<std::uint8_t>(~clock_limit);
    return standing == Round{};
  }
};

}  // namespace stalemate::model
