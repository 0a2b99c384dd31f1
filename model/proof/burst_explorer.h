// Explores all that can happen between one rest and the next.
//
// The basic idea: depth first over macro-steps. A state is a snapshot of the arena; it is expanded
// once, and known again by its fingerprint. Where the world comes to rest, the state and the record
// of the round become an edge.
//
// Invariants:
//  1. The result depends on the state it starts from and on the bounds, never on what was explored
//     before, nor on where the arena lies.
//  2. Every state of the burst is expanded exactly once, or the result says that a limit was hit.
//
// Cost: about a microsecond a transition.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "model/proof/burst_world.h"
#include "sim/explore/odometer.h"
#include "sim/explore/state_set.h"

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
  bool stopped = false;                                           // the limit was reached
};

class BurstExplorer {
 public:
  explicit BurstExplorer(const ProofConfig& config, void* arena_base = nullptr)
      : world_(config, arena_base) {}

  /// @param transition_limit how many transitions may be taken
  BurstResult explore(const RestState& state, std::uint64_t transition_limit);

  /// Asked now and then with the bytes in use; if it says so, exploring stops.
  using Stop = std::function<bool(std::size_t bytes)>;
  void stop_when(Stop stop) { stop_ = std::move(stop); }

  BurstWorld& world() { return world_; }

 private:
  void explore_from_here(BurstResult& result, std::uint64_t transition_limit);
  bool told_to_stop();
  void expand(BurstResult& result);
  void visit(BurstResult& result);

  BurstWorld world_;
  sim::StateSet met_;
  sim::Odometer odometer_;
  std::vector<std::vector<std::byte>> open_;  // states to be expanded
  std::size_t open_count_ = 0;
  std::vector<std::byte> here_;
  Stop stop_;
  std::uint32_t since_asked_ = 0;
};

}  // namespace stalemate::model
