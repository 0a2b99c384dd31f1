// Causes that do the same to the lines of a log.
//
// The basic idea. A put may be refused, fail, or lose its connection: where the program does the
// same in each case, the same lines come out, and nothing in the log can speak for one of them. So
// the run that explains the log by one cause is made again with the other at the very places where
// the first one struck. If it explains the log there, the two are twins.
//
// Invariants:
//  1. A twin's guide differs from that of the first in nothing but what goes wrong.
//
// Cost: two to four runs for a pair.
#pragma once

#include <optional>

#include "model/config.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

/// A hypothesis and its world. Both outlive it.
struct Cause {
  const Hypothesis* hypothesis = nullptr;
  const model::WorldConfig* config = nullptr;
};

/// @param guide with which `one` explains the log
/// @return the guide with which `other` explains it at the same places, if it does
std::optional<Guide> twin_guide(const LogQuestion& question, const Cause& one, const Guide& guide,
                                const Cause& other);

}  // namespace stalemate::scenarios
