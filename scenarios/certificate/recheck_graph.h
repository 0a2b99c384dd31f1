// The verdict of a listed graph, worked out again by other means than the prover's: Kosaraju's two
// passes instead of Tarjan's one, written for this purpose alone.
//
// Cost: a few passes over all rounds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

/// The verdict for one artifact under one routing; `within` is left out.
ProofVerdict recheck_verdict(const Certificate& certificate, model::Artifact artifact,
                             model::Routing routing);

}  // namespace stalemate::scenarios
