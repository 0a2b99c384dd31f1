// The pieces that states are made of, each known by a number.
//
// The basic idea. What a digest was told of a state is words, and numbers that only count by order.
// A piece is what all groups of a state have in common, or one of its groups, with its sections:
// its words are its shape, and its numbers the places that these have among all of the state.
// States are many and pieces few, so what is worked out of a piece is worked out once: its digest,
// its places, what it becomes when others go.
//
// Invariants:
//  1. Equal pieces have equal numbers, different ones different numbers.
//
// Cost: about 120 bytes a piece; what is known of one is looked up in some nanoseconds.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "sim/explore/state_numbers.h"
#include "sim/hash.h"
#include "sim/state/place.h"

namespace stalemate::sim {

using ShapeId = std::uint32_t;
using PieceId = std::uint32_t;

struct ShapeSection {
  std::uint64_t words = 0;
  std::uint32_t numbers = 0;

  auto operator<=>(const ShapeSection&) const = default;
};

class Pieces {
 public:
  static constexpr std::size_t number_limit = 32;  // of one piece

  /// @param forgettable what sections without numbers say that may be forgotten, all at once
  explicit Pieces(std::vector<std::uint64_t> forgettable = {})
      : forgettable_(std::move(forgettable)) {}

  /// The first section of a shape is the piece itself; the others belong to it.
  ShapeId shape_of(const std::vector<ShapeSection>& sections);
  /// @param places as many as the shape has numbers
  PieceId id_of(ShapeId shape, std::span<const Place> places);

  std::span<const ShapeSection> sections(PieceId piece) const {
    return sections_of_shape(records_[piece].shape);
  }
  std::span<const Place> places(PieceId piece) const {
    return {places_.data() + records_[piece].first, records_[piece].count};
  }
  const PlacesInUse& used(PieceId piece) const { return used_[piece]; }
  /// Whether it has sections beside itself, but for forgettable ones.
  bool has_parts(PieceId piece) const { return records_[piece].has_parts; }

  /// What StateDigest says of the piece by itself.
  std::uint64_t digest(PieceId piece) const { return digests_[piece].alone; }
  /// @param sum of the digests of what belongs to it beside its own sections
  std::uint64_t digest(PieceId piece, std::uint64_t sum) const {
    return mix(digests_[piece].own, digests_[piece].sum + sum);
  }

  /// What it is when a gap in its state is closed.
  PieceId closed(PieceId piece, Place gap) {
    return used_[piece].stand_behind(gap) ? changed(piece, gap) : piece;
  }
  /// What it is when the next deadline has passed.
  PieceId after_deadline(PieceId piece) {
    return used_[piece].pass() ? changed(piece, passing) : piece;
  }
  /// What it is when all that is forgettable is forgotten.
  PieceId after_forgetting(PieceId piece) {
    return records_[piece].may_forget ? changed(piece, forgetting) : piece;
  }

  std::size_t size() const { return records_.size(); }
  std::size_t bytes() const;

 private:
  /// No gap: past deadlines have no place of their own.
  static constexpr Place passing{};
  /// Nor one: no gap is a mark's.
  static constexpr Place forgetting{Place::Kind::mark, 0};

  struct Record {
    std::uint32_t first = 0;  // of its places
    ShapeId shape = 0;
    std::uint8_t count = 0;
    bool has_parts = false;
    bool may_forget = false;
  };
  struct Digests {
    std::uint64_t own = 0;
    std::uint64_t sum = 0;  // of its sections
    std::uint64_t alone = 0;
  };

  std::span<const ShapeSection> sections_of_shape(ShapeId shape) const {
    return {sections_.data() + first_[shape], sections_.data() + first_[shape + 1]};
  }
  Digests digests_of(ShapeId shape, std::span<const Place> places) const;
  bool is(PieceId piece, ShapeId shape, std::span<const Place> places) const;
  PieceId changed(PieceId piece, Place gap);
  bool is_forgettable(const ShapeSection& section) const;
  ShapeId without_forgettable(ShapeId shape);

  std::vector<std::uint64_t> forgettable_;
  std::vector<ShapeSection> sections_;
  std::vector<std::uint32_t> first_{0};
  std::map<std::vector<ShapeSection>, ShapeId> shapes_;

  StateNumbers numbers_;
  std::vector<Record> records_;
  std::vector<PlacesInUse> used_;
  std::vector<Digests> digests_;
  std::vector<Place> places_;

  StateNumbers changes_;  // by piece and gap
  std::vector<PieceId> changed_;
};

}  // namespace stalemate::sim
