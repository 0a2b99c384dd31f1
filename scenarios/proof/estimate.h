// How large a proof will be: before a long run, not instead of one.
//
// A pilot explores the real graph until a limit of transitions; where it closes, the estimate is
// exact and the work is done. Where it does not, pilots with fewer overlapping requests say how
// many states at rest there are, the bursts of some of them are explored as a sample, and what is
// too large even for that is extrapolated from how bursts have grown with each request so far.
//
// Invariants:
//  1. Equal configurations give equal estimates, unless a deadline or Ctrl-C ended a pilot.
//
// Cost: at most the effort for each number of overlapping requests, and as much again.
#pragma once

#include <cstdint>

#include "scenarios/proof/rest_graph.h"

namespace stalemate::scenarios {

/// In transitions: some hundredths of a second, and up to a few seconds.
inline constexpr std::uint64_t least_effort = 5'000;
inline constexpr std::uint64_t usual_effort = 1'000'000;

struct Estimate {
  double states = 0;  // over all bursts
  double transitions = 0;
  bool exact = false;   // the pilot has explored all there is
  double explored = 0;  // of the states, so many were when it was made
  /// Of the transitions, those that have to be run: the others are known from earlier bursts.
  double run_part = 1;
  double seconds = 0;  // for the rest, roughly, with the threads that there are
};

/// An estimate, and what was explored on the way: close_rest_graph() goes on with it.
struct Pilot {
  Estimate estimate;
  RestGraph graph;
};

/// @param request its limit of transitions is not used
/// @param effort how many transitions a pilot may take
Pilot estimate_proof(const CloseRequest& request, std::uint64_t effort = usual_effort);

/// What a thread runs in a second, roughly and on a usual machine: more where steps are learned. A
/// build without snapshots is one for the sanitizers, and takes every step of a burst again for
/// each transition.
double transitions_a_second(const model::ProofConfig& config);

/// Of a proof that is gone on with: as if no state at rest were still to be met, and the bursts
/// from those that were not explored were like the others. Without any work.
Estimate estimate_from(const RestGraph& known);

}  // namespace stalemate::scenarios
