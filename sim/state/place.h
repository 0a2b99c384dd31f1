// A number by its place among those of its kind in a state, and which places a state has.
//
// The basic idea: of a number that only counts by order, its place among the others is all there is
// to know. When a number goes, its place is a gap; the gap is closed by moving those behind it.
//
// Invariants:
//  1. In a whole state places are dense: each below the largest of its kind is some number's.
//     Deadlines begin at 1; 0 stands for all that are past.
//  2. A mark is the number of deadlines to come before it, so it moves with these.
//
// Cost: a place is a byte; a set of them four words.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/assert.h"

namespace stalemate::sim {

class Place {
 public:
  enum class Kind : std::uint8_t { deadline, mark, first_rank, second_rank };
  static constexpr std::uint32_t limit = 63;

  Place() = default;
  constexpr Place(Kind kind, std::uint32_t place)
      : both_(static_cast<std::uint8_t>(static_cast<std::uint32_t>(kind) << 6 | place)) {
    SIM_ASSERT(place <= limit);
  }
  /// For tables: below 256.
  std::uint8_t index() const { return both_; }
  Kind kind() const { return static_cast<Kind>(both_ >> 6); }
  std::uint32_t place() const { return both_ & limit; }
  /// What StateDigest tells of it: of a deadline that is to come, one more.
  std::uint64_t code() const { return place() + (both_ - 1U < limit ? 1U : 0U); }
  bool passes() const { return kind() == Kind::deadline || kind() == Kind::mark; }

  /// Where it stands when a gap is closed. Requires that the gap is not its own, but of a mark.
  Place closed(Place gap) const {
    const bool moves_with =
        kind() == gap.kind() || (kind() == Kind::mark && gap.kind() == Kind::deadline);
    if (!moves_with || place() < gap.place()) return *this;
    return {kind(), place() - 1};
  }
  /// When the next deadline has passed.
  Place after_deadline() const {
    return passes() && place() > 0 ? Place{kind(), place() - 1} : *this;
  }

  auto operator<=>(const Place&) const = default;

 private:
  std::uint8_t both_ = 0;
};

/// Which places there are, a bit each.
class PlacesInUse {
 public:
  void add(Place place) { bits(place.kind()) |= std::uint64_t{1} << place.place(); }
  void add(const PlacesInUse& others) {
    for (std::size_t kind = 0; kind < of_kind_.size(); ++kind) {
      of_kind_[kind] |= others.of_kind_[kind];
    }
  }
  void add(std::span<const Place> places) {
    for (const Place place : places) add(place);
  }
  std::uint64_t of(Place::Kind kind) const { return of_kind_[static_cast<std::size_t>(kind)]; }
  bool has(Place place) const { return (of(place.kind()) >> place.place() & 1U) != 0; }

  bool dense() const {
    const std::uint64_t deadlines = of(Place::Kind::deadline) | 1;
    return is_dense(deadlines) && is_dense(of(Place::Kind::first_rank)) &&
           is_dense(of(Place::Kind::second_rank)) && of(Place::Kind::mark) <= deadlines;
  }
  /// The last place of some kind that is missing; nothing if they are dense.
  std::optional<Place> gap() const {
    for (const Place::Kind kind : {Place::Kind::first_rank, Place::Kind::second_rank}) {
      if (!is_dense(of(kind))) return Place{kind, last_missing(of(kind), of(kind))};
    }
    const std::uint64_t deadlines = of(Place::Kind::deadline) | 1;
    const std::uint64_t up_to = deadlines | of(Place::Kind::mark);
    if (is_dense(deadlines) && of(Place::Kind::mark) <= deadlines) return std::nullopt;
    return Place{Place::Kind::deadline, last_missing(deadlines, up_to)};
  }
  void close(Place gap) {
    const auto closed = [&gap](std::uint64_t& all) {
      const std::uint64_t before = (std::uint64_t{1} << gap.place()) - 1;
      all = (all & before) | (all & ~before) >> 1;
    };
    closed(bits(gap.kind()));
    if (gap.kind() == Place::Kind::deadline) closed(bits(Place::Kind::mark));
  }
  /// Whether closing a gap moves any of them.
  bool stand_behind(Place gap) const {
    const bool of_deadline = gap.kind() == Place::Kind::deadline;
    const std::uint64_t all = of(gap.kind()) | (of_deadline ? of(Place::Kind::mark) : 0);
    return all >> gap.place() != 0;
  }
  /// Whether the next deadline that passes moves any of them.
  bool pass() const { return (of(Place::Kind::deadline) | of(Place::Kind::mark)) > 1; }
  /// How many numbers there are of a kind, or deadlines to come. Requires that they are dense.
  std::uint32_t count(Place::Kind kind) const {
    const bool is_deadline = kind == Place::Kind::deadline;
    const auto width =
        static_cast<std::uint32_t>(std::bit_width(of(kind) | (is_deadline ? 1U : 0U)));
    return is_deadline ? width - 1 : width;
  }

 private:
  /// Whether all bits below the highest are set.
  static constexpr bool is_dense(std::uint64_t bits) { return (bits & (bits + 1)) == 0; }
  static std::uint32_t last_missing(std::uint64_t bits, std::uint64_t up_to) {
    const std::uint64_t all = std::bit_floor(up_to) * 2 - 1;
    return static_cast<std::uint32_t>(std::bit_width(all & ~bits)) - 1;
  }
  std::uint64_t& bits(Place::Kind kind) { return of_kind_[static_cast<std::size_t>(kind)]; }

  std::array<std::uint64_t, 4> of_kind_{};
};

}  // namespace stalemate::sim
