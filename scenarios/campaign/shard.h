// A part of a check, so that several machines can share it: whole cells, dealt like cards.
//
// The cells of all scenarios are counted through in their order, and so are the saved schedules;
// number i goes to shard i % count + 1. Cells of one scenario cost about the same, and those beside
// each other go to different shards.
//
// Invariants:
//  1. Each index belongs to exactly one shard of a count.
//  2. Which one depends on the scenarios and the count alone.
//
// Cost: none to speak of.
#pragma once

#include <cstdint>

namespace stalemate::scenarios {

inline constexpr std::uint32_t most_shards = 1000;

struct Shard {
  std::uint32_t number = 1;  // from 1
  std::uint32_t count = 1;

  bool whole() const { return count == 1; }
  bool owns(std::uint64_t index) const { return index % count == number - 1; }
  /// How many of so many.
  std::uint64_t share_of(std::uint64_t all) const { return (all + count - number) / count; }

  bool operator==(const Shard&) const = default;
};

}  // namespace stalemate::scenarios
