// Random worlds that are small enough to follow every path of a burst.
//
// Every choice shrinks towards the plainest: one isolate, the newest handler, no faults, a burst of
// one request.
#pragma once

#include <iosfwd>

#include <rapidcheck.h>

#include "model/proof/bounds.h"

namespace stalemate::model {

struct SmallWorld {
  WorldConfig config;
  ProofBounds bounds;
  std::uint64_t seed = 0;  // of the walk to the state at rest from which the burst begins
};

std::ostream& operator<<(std::ostream& stream, const SmallWorld& world);

rc::Gen<SmallWorld> any_small_world();

/// Whether states that are the same always have the same fingerprint. Not so where requests wait
/// for each other: these are told apart by their numbers.
bool fingerprints_are_canonical(const ProofConfig& config);

}  // namespace stalemate::model
