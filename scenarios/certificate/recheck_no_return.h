// Whether a counterexample's macro-step of no return is the right one: behind it everything that
// can happen without a further fault comes to rest in doomed states, before it something does not.
//
// Cost: what is left of one burst is derived twice (rederive.h).
#pragma once

#include <atomic>
#include <string>

#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

/// Requires that the counterexample can be run as it says (rerun.h). That no step is told is right.
/// @param all else only whether there is such a step is looked at
/// @return what is wrong; empty: nothing
std::string problem_of_no_return(const CertifiedCounterexample& shown,
                                 const Certificate& certificate, const model::ProofConfig& config,
                                 bool all, const std::atomic<bool>& cancelled);

}  // namespace stalemate::scenarios
