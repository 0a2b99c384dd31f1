// Explores all that can happen between one rest and the next.
//
// The basic idea: depth first over macro-steps. A state is kept until it is expanded, once, and is
// known again by its fingerprint (or otherwise, as the engine says). Where the world comes to rest,
// the state and the record of the round become an edge.
//
// Invariants:
//  1. The result depends on the state it starts from and on the bounds, never on what was explored
//     before, nor on where the arena lies.
//  2. Nor does it depend on the engine, but for the counts.
//  3. Every state of the burst is expanded exactly once, or the result says that a limit was hit.
//
// Cost: about a microsecond a transition, with snapshots.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "model/proof/burst_world.h"
#include "model/proof/engine.h"
#include "model/proof/state_keeper.h"
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
  std::vector<std::uint64_t> fingerprints;  // sorted; of all states met, if the engine lists them
};

class BurstExplorer {
 public:
  explicit BurstExplorer(const ProofConfig& config, const Engine& engine = {},
                         void* arena_base = nullptr);
  virtual ~BurstExplorer() = default;

  /// @param transition_limit how many transitions may be taken
  BurstResult explore(const RestState& state, std::uint64_t transition_limit);

  /// Asked now and then with the bytes in use; if it says so, exploring stops.
  using Stop = std::function<bool(std::size_t bytes)>;
  void stop_when(Stop stop) { stop_ = std::move(stop); }
  /// The same from where the world stands, at rest, as its own past has left it: nothing is brought
  /// into canonical form. Requires snapshots.
  BurstResult explore_here(std::uint64_t transition_limit);

  BurstWorld& world() { return world_; }
  /// The size of the largest snapshot so far.
  std::size_t largest_state() const { return largest_state_; }

 protected:
  /// The fingerprint of where the world stands.
  virtual std::uint64_t fingerprint() { return world_.fingerprint(); }

 private:
  void explore_from_here(BurstResult& result, std::uint64_t transition_limit);
  bool told_to_stop();
  void finish(BurstResult& result, const RestState& from);
  void expand(BurstResult& result);
  void visit(BurstResult& result, std::uint32_t offer);
  bool is_new(BurstResult& result);

  BurstWorld world_;
  Engine engine_;
  StateKeeper keeper_;
  sim::StateSet met_;
  sim::StateSet listed_;
  sim::Odometer odometer_;
  std::vector<KeptState> open_;  // states to be expanded
  std::size_t open_count_ = 0;
  KeptState here_;
  Stop stop_;
  std::uint32_t since_asked_ = 0;
  std::size_t largest_state_ = 0;
};

}  // namespace stalemate::model
