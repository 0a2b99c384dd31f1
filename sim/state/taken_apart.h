// A world taken apart as it was told to a digest, and what one of its steps has done to it.
//
// The basic idea: beside the place of each number its value is kept, so that a number of the state
// after a step is known to be one of those before, or to be new.
//
// Invariants:
//  1. The first section of a piece is the piece itself; the others stand in an order that depends
//     on what they say alone, or in that of a state that says the same.
//
// Cost: allocates for each section; for learning, not for exploring.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/state/factored_state.h"
#include "sim/state/learned_steps.h"
#include "sim/state/state_digest.h"

namespace stalemate::sim {

struct TakenSection {
  std::uint64_t words = 0;
  std::vector<Place> places;
  std::vector<std::int64_t> values;
};

struct TakenApart {
  std::vector<std::vector<TakenSection>> pieces;

  /// Puts the sections in the order in which they stand in a state that says the same.
  /// @return false if it does not
  bool put_in_order_of(const FactoredState& state, const Pieces& known);
  FactoredState factored(Pieces& known) const;
};

/// @param groups how many: the first sections that were added to the root
/// @return nothing if the state has a number that a FactoredState does not know
std::optional<TakenApart> take_apart(const StateDigest& digest, std::uint32_t groups);

/// What a step of a group, or LearnedSteps::no_group, has done.
/// @return nothing if it cannot be said so, as a number is not of the view and not the largest; or
///         as two marks are equal, and nothing in the view tells that they are
std::optional<StepResult> result_of_step(const TakenApart& before, const TakenApart& after,
                                         std::size_t group, Pieces& known);

}  // namespace stalemate::sim
