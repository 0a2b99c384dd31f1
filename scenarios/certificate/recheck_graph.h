// The verdict of a listed graph, worked out again by other means than the prover's: Kosaraju's two
// passes instead of Tarjan's one, written for this purpose alone.
//
// Cost: a few passes over all rounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

/// The verdict for one artifact under one routing; `within` is left out.
ProofVerdict recheck_verdict(const Certificate& certificate, const model::ProofConfig& config,
                             model::Artifact artifact, model::Routing routing);

/// By state; nothing: there is no such number.
using Numbers = std::vector<std::optional<std::uint32_t>>;

/// The numbers of the states, exactly: one that is too large could justify itself on a loop.
struct RecheckedStates {
  Numbers distance;
  Numbers last_progress;
};
RecheckedStates recheck_states(const Certificate& certificate, const model::ProofConfig& config,
                               model::Artifact artifact);

}  // namespace stalemate::scenarios
