// How large a proof will be, from random probes: before a long run, not instead of one.
//
// Probes walk through bursts at random and note which states they meet. How many they meet once and
// how many twice says how many they have not met (the estimator of Chao, which tends to be low).
//
// Cost: the probes' steps, microseconds each.
#pragma once

#include <cstdint>

#include "model/proof/burst_world.h"

namespace stalemate::scenarios {

struct Estimate {
  double states = 0;  // over all bursts; rather too low than too high
  double transitions = 0;
};

Estimate estimate_proof(const model::ProofConfig& config, std::uint64_t seed);

}  // namespace stalemate::scenarios
