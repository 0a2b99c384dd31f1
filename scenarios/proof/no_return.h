// The macro-step of a round that dooms a page: behind it no undisturbed future refreshes the page.
//
// Invariants:
//  1. From behind the step that is told, whatever else happens in the burst without a further fault
//     comes to rest in a doomed state; from before it, something does not.
//
// Cost: a search through what is left of the burst, behind each step from the one that is told on.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "model/proof/burst_search.h"
#include "scenarios/proof/round_prices.h"

namespace stalemate::scenarios {

using IsDoomed = std::function<bool(const model::RestState& state)>;

/// @param round from a state that is not doomed to one that is
/// @return the number of the step, from 1; nothing if a limit was met
std::optional<std::size_t> step_of_no_return(const model::BurstPath& round,
                                             const model::ProofConfig& config,
                                             const IsDoomed& is_doomed, const PriceLimits& limits);

}  // namespace stalemate::scenarios
