// The command that shows a run again, ready to be pasted into a shell.
//
// Cost: one string.
#pragma once

#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports {

/// From which scenario, cell and strategy a seed makes the run.
struct SeedSource {
  std::string scenario_path;
  std::string cell;
  scenarios::Strategy strategy = scenarios::Strategy::random;
};

/// Of a saved schedule.
std::string replay_command(const std::string& schedule_file, const Style& style);

/// Of a violation: by its schedule file, or by its seed if that file could not be written.
std::string replay_command(const scenarios::Violation& violation, const SeedSource& source,
                           const Style& style);

/// Of a proof: shows its counterexample if the property is violated, else checks its certificate.
std::string certificate_command(const scenarios::PropertyResult& property,
                                const scenarios::ProofOfCell& proof, const Style& style);

}  // namespace stalemate::reports
