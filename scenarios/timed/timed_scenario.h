// The scenario in which a counterexample happens at given instants: the cell with its arrivals told
// one by one, the faults of the proof, and latencies wide enough for the times that are needed.
//
// Cost: that of loading a scenario.
#pragma once

#include <string>
#include <vector>

#include "scenarios/timed/instants.h"

namespace stalemate::scenarios {

struct TimedScenario {
  Scenario scenario;  // of one cell
  /// The scenario's latencies that had to be widened: "kv_reply to 0 to 3 ms".
  std::vector<std::string> widened;
  /// Of these the ones that the scenario's text gives as one certain time.
  std::vector<std::string> prescribed;
};

/// @param config the cell without times, as it was proved
/// @param expected of the run, in place of what the cell expects
Result<TimedScenario> timed_scenario(const Scenario& scenario, const Cell& cell,
                                     const model::ProofConfig& config, const WholeRun& run,
                                     const Instants& instants, model::Routing routing,
                                     const Expectations& expected);

}  // namespace stalemate::scenarios
