// At which instants a whole run can happen in timed mode, and how long everything takes then.
//
// The order of the steps, the deadlines they come before or after and the times that are fixed have
// to hold. Of what is left free, each time is the scenario's typical one if that is possible, else
// one of the scenario's range, else whatever is needed. Then everything is as early as it can be.
//
// Invariants:
//  1. Instants are whole milliseconds and never decrease. Steps stand at one instant only where no
//     time passes between them, and there always where they have to.
//
// Cost: a few hundred bounds on as many unknowns; milliseconds.
#pragma once

#include <cstdint>
#include <optional>
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

/// @param world the scenario's own
/// @return nothing if no instants will do
std::optional<Instants> instants_of(const WholeRun& run, const model::WorldConfig& world);

}  // namespace stalemate::scenarios
