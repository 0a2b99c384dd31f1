// One calm run of a scenario's cell, told in the words of the observations: what was served, what
// became of each put, and which dedupe slots were left.
#pragma once

#include <string>
#include <vector>

#include "model/config.h"

namespace stalemate::tests {

struct ObservedRun {
  std::vector<std::string> served;   // "[T] STALE gen 1"
  std::vector<std::string> puts;     // "committed", "ABORTED(body complete)", "429", "hung"
  std::vector<std::string> pending;  // "pages:/p", once for each occupied slot
  int renders = 0;
  std::string verdict;  // "stuck" or "recovers", by the observations' definition
};

/// @param trigger index in the workload of the arrival that carries the schedule's fault, or -1
/// @param tail_us how long after the last answer the observation went on
ObservedRun observe(const model::WorldConfig& config, int trigger, sim::Microseconds tail_us);

}  // namespace stalemate::tests
