// A state taken apart: what its groups have in common, and each group by itself.
//
// The basic idea. What a digest was told is words, and numbers that only count by order. Here the
// words of a piece (a group with its sections, or all that is in common) are its shape, known by a
// number; of the state is left which shapes it has, and the place of each number among all of its
// kind. So a state is some dozen bytes, and a step of one group changes two pieces.
//
// It holds for clocks that are plain: of deadlines it only counts which are past, and which of the
// others comes first.
//
// Invariants:
//  1. Places are dense: each below the largest of its kind is some number's; deadlines begin at 1,
//     0 stands for all that are past. A mark is the number of deadlines to come before it.
//  2. digest() of a state is what StateDigest says of the world that it was taken from.
//
// Cost: a state takes 340 bytes; digest() a few nanoseconds a section and a number.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "sim/state/account.h"

namespace stalemate::sim {

/// A number by its place among those of its kind.
class Place {
 public:
  enum class Kind : std::uint8_t { deadline, mark, first_rank, second_rank };
  static constexpr std::uint32_t limit = 63;

  Place() = default;
  Place(Kind kind, std::uint32_t place)
      : both_(static_cast<std::uint8_t>(static_cast<std::uint32_t>(kind) << 6 | place)) {
    SIM_ASSERT(place <= limit);
  }
  /// For tables: below 256.
  std::uint8_t index() const { return both_; }
  Kind kind() const { return static_cast<Kind>(both_ >> 6); }
  std::uint32_t place() const { return both_ & limit; }
  /// What StateDigest tells of it: of a deadline that is to come, one more.
  std::uint64_t code() const { return place() + (both_ - 1U < limit ? 1U : 0U); }

  auto operator<=>(const Place&) const = default;

 private:
  std::uint8_t both_ = 0;
};

/// Which places there are, a bit each.
struct PlacesInUse {
  std::array<std::uint64_t, 4> of_kind{};

  void add(Place place) {
    of_kind[static_cast<std::size_t>(place.kind())] |= std::uint64_t{1} << place.place();
  }
  void add(const PlacesInUse& others) {
    for (std::size_t kind = 0; kind < of_kind.size(); ++kind) of_kind[kind] |= others.of_kind[kind];
  }
  void add(std::span<const Place> places) {
    for (const Place place : places) add(place);
  }
  std::uint64_t of(Place::Kind kind) const { return of_kind[static_cast<std::size_t>(kind)]; }
  /// Whether there are none between them.
  bool dense() const;
  /// How many numbers there are of a kind, or deadlines to come. Requires that they are dense.
  std::uint32_t count(Place::Kind kind) const;
};

/// Where each place comes to stand if only some are counted.
class DensePlaces {
 public:
  /// From here on only these are counted.
  void count(const PlacesInUse& used);
  /// Requires that the place is one of them.
  Place of(Place place) const { return places_[place.index()]; }

 private:
  std::array<Place, 256> places_;
};

using ShapeId = std::uint32_t;

struct ShapeSection {
  std::uint64_t words = 0;
  std::uint32_t numbers = 0;

  auto operator<=>(const ShapeSection&) const = default;
};

/// All shapes that were met. The first section of a shape is the piece itself; the others belong
/// to it.
class Shapes {
 public:
  ShapeId id_of(const std::vector<ShapeSection>& sections);
  std::span<const ShapeSection> sections(ShapeId shape) const {
    return {sections_.data() + first_[shape], sections_.data() + first_[shape + 1]};
  }
  /// @param places as many as the shape has numbers, and the rest of the first eight Place{}
  /// @param sum of the digests of what belongs to it beside its own sections
  std::uint64_t digest(ShapeId shape, std::span<const Place> places, std::uint64_t sum);
  std::size_t size() const { return first_.size() - 1; }

 private:
  /// A piece, its own section and the sum of the others.
  struct Folded {
    std::uint64_t places = 0;  // all of them
    ShapeId shape = ~ShapeId{0};
    std::uint64_t own = 0;
    std::uint64_t sum = 0;
  };
  static constexpr std::size_t known_count = 1024;

  Folded fold(ShapeId shape, const Place* places) const;

  std::vector<ShapeSection> sections_;
  std::vector<std::uint32_t> first_{0};
  std::map<std::vector<ShapeSection>, ShapeId> ids_;
  // Pieces come up again and again.
  std::vector<Folded> known_ = std::vector<Folded>(known_count);
};

struct FactoredState {
  static constexpr std::size_t group_limit = 8;
  static constexpr std::size_t number_limit = 32;  // of one piece
  /// The piece that all groups have in common; group g is piece g + 1.
  static constexpr std::size_t common = 0;
  /// Behind the last of its numbers, those of no kind: Place{}.
  using Places = std::array<Place, number_limit>;

  std::uint32_t groups = 0;
  std::array<ShapeId, group_limit + 1> shapes{};
  std::array<std::uint8_t, group_limit + 1> counts{};  // of the numbers of a piece
  std::array<Places, group_limit + 1> places{};

  std::span<const Place> places_of(std::size_t piece) const {
    return {places[piece].data(), counts[piece]};
  }
  /// Becomes the same as another one; what neither uses is not copied.
  void take_over(const FactoredState& other) {
    groups = other.groups;
    shapes = other.shapes;
    counts = other.counts;
    for (std::size_t piece = 0; piece <= groups; ++piece) places[piece] = other.places[piece];
  }
  /// The next deadline passes.
  void pass_deadline();
  /// Makes the places dense again. @param used which there are
  void make_dense(const PlacesInUse& used);
};

/// The digest of a group by itself.
inline std::uint64_t digest_of_group(const FactoredState& state, std::size_t group,
                                     Shapes& shapes) {
  return shapes.digest(state.shapes[group + 1], state.places_of(group + 1), 0);
}
/// @param groups the digests of all groups, added up
inline std::uint64_t digest_of_all(const FactoredState& state, std::uint64_t groups,
                                   Shapes& shapes) {
  return shapes.digest(state.shapes[FactoredState::common], state.places_of(FactoredState::common),
                       groups);
}
std::uint64_t digest(const FactoredState& state, Shapes& shapes);

}  // namespace stalemate::sim
