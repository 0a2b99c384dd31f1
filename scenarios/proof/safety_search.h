// A way to a step that violates a safety property, with as few requests and faults as can be.
//
// The basic idea. What it takes to come to each state at rest, in requests and faults, stands in
// the graph. From those that take the least on, one burst after the other is gone through, the
// cheapest ways first, for no more than is left of the best way so far.
//
// Invariants:
//  1. The stem leads from the beginning to where the last burst begins; the last step of that burst
//     violates the property.
//  2. If it is said to have the fewest, no other way takes fewer requests or, with as many, fewer
//     faults. Of several the same one is found, always.
//
// Cost: a search through the bursts of some states, up to the limits: mostly milliseconds.
#pragma once

#include <optional>
#include <vector>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"
#include "scenarios/proof/round_prices.h"

namespace stalemate::scenarios {

struct SafetyWay {
  std::vector<model::BurstPath> stem;
  model::BurstPath last;  // ends with the step that violates, wherever that leads
  bool fewest = true;     // else a limit was met before all were compared
};

/// @return nothing if none was found within the limits, or before it had to stop
std::optional<SafetyWay> way_to_violation(const Proof& proof, const model::ProofConfig& config,
                                          model::Property property, const PriceLimits& limits = {});

}  // namespace stalemate::scenarios
