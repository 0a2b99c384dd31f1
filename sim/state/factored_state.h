// A state taken apart: what its groups have in common, and each group by itself.
//
// It holds for clocks that are plain: of deadlines it only counts which are past, and which of the
// others comes first.
//
// Invariants:
//  1. The places of a state are dense, see place.h.
//  2. digest() of a state is what StateDigest says of the world that it was taken from.
//
// Cost: 40 bytes.
#pragma once

#include <array>
#include <cstdint>

#include "sim/state/pieces.h"

namespace stalemate::sim {

struct FactoredState {
  static constexpr std::size_t group_limit = 8;
  /// The piece that all groups have in common; group g is piece g + 1.
  static constexpr std::size_t common = 0;

  std::uint32_t groups = 0;
  std::array<PieceId, group_limit + 1> pieces{};

  PieceId group(std::size_t group) const { return pieces[group + 1]; }
  PlacesInUse used(const Pieces& known) const {
    PlacesInUse all;
    for (std::size_t piece = 0; piece <= groups; ++piece) all.add(known.used(pieces[piece]));
    return all;
  }
};

inline std::uint64_t digest(const FactoredState& state, const Pieces& pieces) {
  std::uint64_t sum = 0;
  for (std::size_t group = 0; group < state.groups; ++group) {
    sum += pieces.digest(state.group(group));
  }
  return pieces.digest(state.pieces[FactoredState::common], sum);
}

}  // namespace stalemate::sim
