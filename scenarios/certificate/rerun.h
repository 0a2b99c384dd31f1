// Runs a certificate's counterexample again, round by round.
//
// Cost: that of the run.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "model/proof/burst_world.h"
#include "scenarios/certificate/certificate.h"

namespace stalemate::scenarios {

/// What is wrong with it, or nothing at all: it must be a path from the beginning to a loop without
/// fault and progress that violates as the verdict under this routing says.
std::string problem_of(const CertifiedCounterexample& shown, model::Routing routing,
                       const Certificate& certificate, const model::ProofConfig& config);

/// The same of a way to a step that violates this property.
std::string problem_of(const CertifiedWay& way, model::Property property,
                       const Certificate& certificate, const model::ProofConfig& config);

/// Runs one round. @return nothing if it cannot be run, or does not come to rest where it says
std::optional<model::Round> rerun(const CertifiedPath& path, const Certificate& certificate,
                                  model::BurstWorld& world);

}  // namespace stalemate::scenarios
