// All rounds out of one state at rest, found the plain way: every choice is tried by running the
// world again from the state. No snapshot, no reduction by exchange of isolates.
//
// Cost: quadratic in the length of a burst for each of its states.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "model/proof/burst_world.h"

namespace stalemate::scenarios {

/// What a round is known by: where it leads, and all of its record but what it cost.
using PlainRound = std::pair<model::RestState, model::Round>;

/// The fewest requests, then the fewest faults.
using RoundPrice = std::pair<std::uint16_t, std::uint16_t>;
RoundPrice price_of(const model::Round& round);

struct Rederived {
  std::map<PlainRound, RoundPrice> rounds;
  model::Findings findings;
  std::array<std::uint64_t, sim::trace_kind_limit / 64> marks{};  // kinds of events that occurred
  std::uint64_t states = 0;  // different ones, that in which it begins included
  std::uint64_t transitions = 0;
  bool stuck = false;  // a state from which nothing can happen
};

/// Without requests and faults, which are counted and not compared.
model::Round without_cost(const model::Round& round);

/// Steps of a burst that are taken already, each the offer and then the answers, and how many
/// faults may strike in the whole.
struct BegunBurst {
  std::vector<std::vector<std::uint32_t>> steps;
  std::uint16_t most_faults = std::numeric_limits<std::uint16_t>::max();
};

/// Brings the world from a state at rest to behind these steps.
void stand_behind(const std::vector<std::vector<std::uint32_t>>& steps,
                  const model::RestState& state, model::BurstWorld& world);

/// @param world whether it tells isolates apart that began alike decides what counts as one state;
/// only one that does gives all rounds
Rederived rederive(const model::RestState& state, model::BurstWorld& world,
                   const std::atomic<bool>& cancelled, const BegunBurst& begun = {});

}  // namespace stalemate::scenarios
