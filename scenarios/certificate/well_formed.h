// Whether a listed state can be built at all: a tampered one must not bring the checker down.
//
// Cost: linear in the state.
#pragma once

#include "model/proof/rest_state.h"

namespace stalemate::scenarios {

/// @param root where the scenario begins: it has the right shape
bool is_well_formed(const model::RestState& state, const model::RestState& root,
                    const model::ProofConfig& config);

}  // namespace stalemate::scenarios
