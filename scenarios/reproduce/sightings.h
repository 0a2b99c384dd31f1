// What else could be seen of a run: by asking once more, by looking into KV, the origin's log, or
// the events of `wrangler tail`. Two runs that explain the same log are told apart by the first of
// these in which they differ.
//
// Invariants:
//  1. Lists for the same question have the same `what`, in the same order: what can be done now
//     comes before what had to be recorded.
//
// Cost: two runs with everything written down.
#pragma once

#include <string>
#include <vector>

#include "scenarios/format/json.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

struct Sighting {
  std::string what;  // "one more request, 66 s after the last line"
  std::string seen;  // "STALE, the same generation as the last line"

  bool operator==(const Sighting&) const = default;
};

/// @param world settled, whose run with this guide explains the log
std::vector<Sighting> sightings_of(const LogQuestion& question, const format::Json& world,
                                   const Guide& guide, const Hypothesis& hypothesis);

/// The first in which they differ; the size of the lists if they do not.
std::size_t first_difference(const std::vector<Sighting>& one, const std::vector<Sighting>& other);

}  // namespace stalemate::scenarios
