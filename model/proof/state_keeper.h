// Keeps states of a burst, to come back to them: as snapshots, or as the steps that lead there.
//
// Replay needs nothing of a world but that it is deterministic. It works where there are no
// snapshots, and where a snapshot should miss something that the world depends on, it does not.
//
// Invariants:
//  1. After restore() the world stands where it stood when the state was kept, and its offers() are
//     those of that state.
//
// Cost: a copy of the arena, or all the steps from the root.
#pragma once

#include <cstdint>
#include <vector>

#include "model/proof/burst_world.h"
#include "model/proof/engine.h"
#include "sim/explore/odometer.h"

namespace stalemate::model {

struct KeptState {
  std::vector<std::byte> snapshot;
  /// For each step from the root: the offer, how many decisions it asked for, and the answers.
  std::vector<std::uint32_t> steps;
  std::size_t bytes() const { return snapshot.size() + steps.size() * sizeof(std::uint32_t); }
};

class StateKeeper {
 public:
  StateKeeper(BurstWorld& world, Keeping keeping) : world_(&world), keeping_(keeping) {}

  /// Makes the state the root, and keeps it. It must outlive the exploration.
  void start(const RestState& state, KeptState& kept);
  /// Keeps where the world stands. Requires snapshots: nobody knows how it got there.
  void start_here(KeptState& kept);
  /// Keeps where the world stands after this step from `before`.
  void keep(const KeptState& before, std::uint32_t offer, const sim::Odometer& decisions,
            KeptState& kept);
  void restore(const KeptState& kept);

 private:
  BurstWorld* world_;
  Keeping keeping_;
  const RestState* root_ = nullptr;
};

}  // namespace stalemate::model
