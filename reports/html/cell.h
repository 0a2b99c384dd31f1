// One cell on the page: what each property says, its stories and its proof, in a part that opens.
//
// Invariants:
//  1. The story of what was found comes first; those of lesser findings stay closed.
//  2. A page holds so many stories; beyond that a sentence and a command stand in their place.
//
// Cost: that of its stories.
#pragma once

#include <cstddef>
#include <string>

#include "reports/text.h"
#include "scenarios/campaign/campaign_result.h"

namespace stalemate::reports::html {

inline constexpr std::size_t most_stories = 250;

/// How many stories the page holds already.
struct StoriesSoFar {
  std::size_t told = 0;
  std::size_t left_out = 0;
};

/// @param id of the cell; safe in an id, and no other's
std::string cell_details(const scenarios::CellResult& cell,
                         const scenarios::ScenarioResult& scenario,
                         const scenarios::Options& options, const std::string& id,
                         StoriesSoFar& stories, const Style& style);

}  // namespace stalemate::reports::html
