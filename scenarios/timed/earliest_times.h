// The earliest instants that keep to a set of bounds: "this at least so long after that".
//
// Every bound is a difference of two unknowns, so the earliest solution is the longest path through
// the bounds, and there is none exactly if some way round them is longer than nothing.
//
// Invariants:
//  1. The instants always fulfil all bounds that were accepted, and none of them can be earlier.
//  2. A bound that contradicts the others is refused and leaves no trace.
//
// Cost: a bound is checked in time proportional to unknowns times bounds, mostly far less.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stalemate::scenarios {

class EarliestTimes {
 public:
  /// Unknown 0 is the origin: it stays at 0, and no other comes before.
  explicit EarliestTimes(std::size_t unknowns);

  /// `later` comes at least `distance` after `earlier`; a negative one says how much before it may.
  /// @return whether that can be
  bool at_least(std::size_t later, std::size_t earlier, std::int64_t distance);
  /// `later` comes at most `distance` after `earlier`.
  bool at_most(std::size_t later, std::size_t earlier, std::int64_t distance) {
    return at_least(earlier, later, -distance);
  }
  /// Both or none.
  bool exactly(std::size_t later, std::size_t earlier, std::int64_t distance);

  std::int64_t of(std::size_t unknown) const { return times_[unknown]; }
  /// How long after `earlier` the other comes.
  std::int64_t between(std::size_t earlier, std::size_t later) const {
    return times_[later] - times_[earlier];
  }

 private:
  struct Bound {
    std::size_t earlier;
    std::size_t later;
    std::int64_t distance;
  };

  bool settle();

  std::vector<std::int64_t> times_;
  std::vector<Bound> bounds_;
};

}  // namespace stalemate::scenarios
