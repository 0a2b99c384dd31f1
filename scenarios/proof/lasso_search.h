// The smallest way into a loop that violates, through the graph of states at rest.
//
// The basic idea. What a round costs in requests and faults stands in the graph; what it costs in
// deviations from calm and in macro-steps only a search through its burst can tell. So first the
// least requests and faults of any lasso are found, without looking into a burst; then the bursts
// of those rounds alone that such a lasso can go through.
//
// Invariants:
//  1. The stem leads from the beginning to where the loop begins and ends. No fault strikes in the
//     loop, nothing newer is stored by it, something is due in it (of a page that is never stored:
//     absent), under fair routing it asks at every isolate, and where writes to a key that hold the
//     artifact up are refused in it for having come too early, others to that key are accepted.
//  2. None of the graph takes fewer requests or, with as many, fewer faults. If it is said to be
//     smallest, none costs less (RoundCost). Of several the same one is found, always.
//
// Cost: a search from each state of a loop, over the rounds that cost no more than the best so far;
// then a search through the bursts of some states, up to the limits: seconds, or until it must
// stop.
#pragma once

#include <optional>
#include <vector>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"
#include "scenarios/proof/round_prices.h"

namespace stalemate::scenarios {

struct Lasso {
  std::vector<model::BurstPath> stem;
  std::vector<model::BurstPath> loop;
  /// How many rounds of the stem lead to the last state that is not doomed; nothing: all are.
  std::optional<std::size_t> last_way_out;
  bool smallest = true;  // else a limit was met before all were compared
};

/// For a verdict that is a violation under this routing.
/// @return nothing if one of the bursts of the first that was found has no end within the limits;
///         or if it had to stop before that
std::optional<Lasso> smallest_lasso(const Proof& proof, const model::ProofConfig& config,
                                    model::Routing routing, const PriceLimits& limits = {});

}  // namespace stalemate::scenarios
