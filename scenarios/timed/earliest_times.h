// The earliest instants that keep to a set of bounds: "this at least so long after that".
//
// Every bound is a difference of two unknowns, so the earliest solution is the longest path through
// the bounds, and there is none exactly if some way round them is longer than nothing.
//
// Invariants:
//  1. The instants always fulfil all bounds that were accepted, and none of them can be earlier.
//  2. A bound that contradicts the others is refused and leaves no trace; with which others it
//     does is told.
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
  bool at_least(std::size_t later, std::size_t earlier, std::int64_t distance,
                std::size_t note = 0);
  /// `later` comes at most `distance` after `earlier`.
  bool at_most(std::size_t later, std::size_t earlier, std::int64_t distance,
               std::size_t note = 0) {
    return at_least(earlier, later, -distance, note);
  }
  /// Both or none.
  bool exactly(std::size_t later, std::size_t earlier, std::int64_t distance, std::size_t note = 0);

  std::int64_t of(std::size_t unknown) const { return times_[unknown]; }
  /// How long after `earlier` the other comes.
  std::int64_t between(std::size_t earlier, std::size_t later) const {
    return times_[later] - times_[earlier];
  }

  struct Bound {
    std::size_t earlier;
    std::size_t later;
    std::int64_t distance;
    std::size_t note;  // whatever it was told for
  };
  /// Of the last bound that was refused: those that contradict each other. Each begins where the
  /// one before ends, the first where the last one ends or where nothing keeps it from the origin,
  /// and together they are longer than nothing.
  const std::vector<Bound>& contradiction() const { return contradiction_; }

 private:
  bool settle();
  void note_contradiction(std::size_t from);

  std::vector<std::int64_t> times_;
  std::vector<Bound> bounds_;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> moved_by_;  // the bound that moved each instant last
  std::vector<Bound> contradiction_;
};

}  // namespace stalemate::scenarios
