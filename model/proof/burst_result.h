// What all bursts from one state at rest come to: the rounds, what was met on the way, how much.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/proof/burst_world.h"

namespace stalemate::model {

/// A round that ends at rest.
struct RoundEdge {
  RestState to;
  Round round;  // the cheapest of those that differ in requests and faults only
};

struct BurstCount {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t out_of_bounds = 0;  // transitions to where too many late writes are in flight
  std::uint64_t dead_ends = 0;      // states in which nothing can happen, though not at rest
  std::uint64_t clock_exhausted = 0;

  void add(const BurstCount& other);
};

struct BurstResult {
  std::vector<RoundEdge> edges;  // sorted
  BurstCount count;
  Findings findings;                                              // of the safety properties
  std::array<std::uint64_t, sim::trace_kind_limit / 64> marks{};  // kinds of events that occurred
  bool stopped = false;               // a limit was reached; this is what was found until then
  std::uint64_t new_states = 0;       // of those counted, the ones no earlier burst had met
  std::uint64_t new_transitions = 0;  // and theirs
  std::vector<std::uint64_t> fingerprints;  // sorted; of all new states, if the engine lists them
};

}  // namespace stalemate::model
