// The graph of a proof: states at rest by their distance from the start, and how many there are at
// each distance.
//
// Invariants:
//  1. What becomes of a state is said by colour, by shape and by a letter or number in it.
//  2. A large graph is cut, and a sentence says how much of it is drawn.
//
// Cost: some hundred bytes a state that is drawn.
#pragma once

#include <string>

#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports::html {

inline constexpr std::size_t most_drawn_nodes = 160;
inline constexpr std::size_t most_drawn_edges = 400;

/// Both figures, of a proof that is decided; empty if there is no map of it.
/// @param id of the cell; safe in an id
std::string burst_figures(const scenarios::ProofOfCell& proof, const std::string& id);

}  // namespace stalemate::reports::html
