// A certificate's counterexample, told: what happened in each of its rounds.
//
// Cost: that of the run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/proof/burst_world.h"
#include "scenarios/certificate/certificate.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

/// One macro-step: what was chosen, and what happened in it.
struct ToldStep {
  model::BurstWorld::Step kind = model::BurstWorld::Step::event;
  std::string choice;
  std::vector<sim::TraceEvent> events;  // requests are numbered over all rounds
};

struct ToldRound {
  bool of_loop = false;
  std::vector<ToldStep> steps;
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;  // also those that strike within a step
};

/// Requires that the counterexample has been checked (rerun.h).
std::vector<ToldRound> tell(const CertifiedCounterexample& shown, const Certificate& certificate,
                            const model::ProofConfig& config);

std::vector<ToldRound> tell(const CertifiedWay& way, const Certificate& certificate,
                            const model::ProofConfig& config);

/// The world of a certificate; an error if its scenario is not valid.
Result<model::ProofConfig> config_of(const Certificate& certificate, const std::string& path);

}  // namespace stalemate::scenarios
