// Explores all that can happen between one rest and the next.
//
// The basic idea: depth first over macro-steps. A state is kept until it is expanded, once, and is
// known again by its fingerprint (or otherwise, as the engine says), also in later bursts: see
// burst_graph.h. Where the world comes to rest, the state and the record of the round become an
// edge.
//
// Invariants:
//  1. The result depends on the state it starts from and on the bounds, never on what was explored
//     before, nor on where the arena lies.
//  2. Nor does it depend on the engine, but for the counts.
//  3. Every state of the burst is expanded exactly once, by this burst or an earlier one, or the
//     result says that a limit was hit.
//
// Cost: about a microsecond a transition, with snapshots; a sixth of that with learned steps.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "model/proof/burst_graph.h"
#include "model/proof/burst_result.h"
#include "model/proof/burst_world.h"
#include "model/proof/engine.h"
#include "model/proof/learned_explorer.h"
#include "model/proof/state_keeper.h"
#include "sim/explore/odometer.h"
#include "sim/explore/state_numbers.h"

namespace stalemate::model {

class BurstExplorer {
 public:
  explicit BurstExplorer(const ProofConfig& config, const Engine& engine = {},
                         void* arena_base = nullptr);

  /// @param transition_limit how many transitions may be taken
  BurstResult explore(const RestState& state, std::uint64_t transition_limit);

  /// Asked now and then with the bytes in use; if it says so, exploring stops.
  using Stop = std::function<bool(std::size_t bytes)>;
  void stop_when(Stop stop) { stop_ = std::move(stop); }
  /// The same from where the world stands, at rest, as its own past has left it: nothing is brought
  /// into canonical form. Requires snapshots.
  BurstResult explore_here(std::uint64_t transition_limit);

  BurstWorld& world() { return world_; }
  /// Whether the next burst is explored with what isolates are known to do.
  bool learns() const { return learned_.has_value() && run_ >= engine_.learns_after; }
  /// How many steps it has learned so far.
  std::size_t learned_steps() const { return learned_ ? learned_->steps() : 0; }

 private:
  /// A state to be expanded.
  struct Open {
    KeptState state;
    std::uint32_t node = 0;
  };

  void begin(BurstResult& result);
  bool meet_beginning(BurstResult& result);
  bool explore_learned(const RestState& state, std::uint64_t transition_limit, BurstResult& result);
  void explore_running(const RestState& state, std::uint64_t transition_limit, BurstResult& result);
  void begin_again(BurstResult& result);
  void explore_from_here(BurstResult& result, std::uint64_t transition_limit);
  bool told_to_stop(std::uint64_t work, std::size_t further_bytes);
  void finish(BurstResult& result, const RestState& from);
  void expand(BurstResult& result);
  void visit(std::uint32_t offer, Expansion& found, BurstResult& result);
  BurstGraph::Met meet(BurstResult& result);

  BurstWorld world_;
  Engine engine_;
  StateKeeper keeper_;
  BurstGraph graph_;
  std::optional<LearnedExplorer> learned_;  // or none: each step is run
  sim::StateNumbers listed_;
  sim::Odometer odometer_;
  std::uint64_t run_ = 0;        // transitions that were run so far
  std::uint32_t beginning_ = 0;  // the node where this burst begins
  std::vector<Open> open_;
  std::size_t open_count_ = 0;
  Open here_;
  bool stands_at_kept_ = false;  // the world stands where the latest of the open states was kept
  /// Requests have waited for each other. Then their numbers are told, and a state can be met under
  /// several names, which ones depending on what was met first: no other burst may count on them.
  bool requests_crossed_ = false;
  Stop stop_;
  std::uint64_t since_asked_ = 0;
};

}  // namespace stalemate::model
