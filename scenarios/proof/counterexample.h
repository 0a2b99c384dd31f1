// The smallest way into a violation, and the loop that it never leaves.
//
// Rounds from the beginning of the scenario to a state from which a loop is gone round for ever, as
// few and as ordinary as can be: see lasso_search.h.
//
// Invariants:
//  1. Stem and loop can be run: each round begins where the one before ended, the loop ends where
//     it began, no fault strikes in it, something is due in it, and nothing newer is stored by it.
//
// Cost: see lasso_search.h.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

struct Counterexample {
  model::Artifact artifact = model::Artifact::html;
  std::vector<model::BurstPath> stem;
  std::vector<model::BurstPath> loop;
  /// No other costs less; else nobody knows: the graph was cut short, or the search was.
  bool smallest = false;
  /// How many rounds of the stem lead to the last state that is not doomed; nothing: all are, or
  /// the verdict is another.
  std::optional<std::size_t> point_of_no_return;

  model::RoundCost cost() const;
};

/// For a verdict that is a violation under this routing.
/// @return nothing if none was found within the limits of the search, or before it had to stop
std::optional<Counterexample> counterexample(const Proof& proof, const model::ProofConfig& config,
                                             model::Routing routing,
                                             const MustStop& must_stop = {});

}  // namespace stalemate::scenarios
