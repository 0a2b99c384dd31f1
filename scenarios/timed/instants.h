// At which instants a whole run can happen in timed mode, and how long everything takes then.
//
// The order of the steps, the deadlines they come before or after and the times that are fixed have
// to hold. Of what is left free, each time is the scenario's typical one if that is possible, else
// one of the scenario's range, else whatever is needed. Then everything is as early as it can be.
//
// Invariants:
//  1. Instants are whole milliseconds and never decrease. Steps stand at one instant only where no
//     time passes between them, and there always where they have to.
//  2. If there are none, a set of what contradicts each other is told.
//
// Cost: a few hundred bounds on as many unknowns; milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/timed/whole_run.h"

namespace stalemate::scenarios {

struct Instants {
  std::vector<std::int64_t> moves_ms;
  std::vector<std::int64_t> waits_ms;  // how long each takes
};

/// Whether it ends with the step right after the one in which it began: what then takes no time
/// happens in that same step.
bool may_be_one_step(const Wait& wait);

/// The scenario's range of a time; nothing for what is no latency of it.
const model::Latency* latency_of(const model::Latencies& latencies, Quantity quantity);

/// What need not hold.
struct Leeway {
  /// How an instant stands to a deadline, by its place in the run: mostly nobody asks.
  std::set<std::size_t> standings;
  /// What may be one step is two.
  bool steps_apart = false;
};

struct Solution {
  std::optional<Instants> instants;
  // If there are none: what stands against each other.
  std::vector<std::size_t> standings;  // places in the run
  std::vector<std::string> reasons;    // in words
};

/// @param world the scenario's own
Solution instants_of(const WholeRun& run, const model::WorldConfig& world, const Leeway& leeway);

}  // namespace stalemate::scenarios
