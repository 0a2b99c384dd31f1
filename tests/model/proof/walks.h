// Long walks from rest to rest, to states that a proof would come to.
#pragma once

#include <cstdint>

#include "model/proof/burst_world.h"
#include "sim/gate.h"

namespace stalemate::model {

/// Goes on in rounds, without bringing the states in between into canonical form, until the world
/// has come to rest so often.
/// @return false if the walk has ended where the bounds do not let it go on
bool walk(BurstWorld& world, sim::Explorer& explorer, int rests);

/// The canonical state after a random walk from the start.
RestState state_after_walk(const ProofConfig& config, std::uint64_t seed, int rests);

}  // namespace stalemate::model
