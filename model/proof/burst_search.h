// The cheapest ways through one burst to where a counterexample may need it to go.
//
// Uniform-cost search over macro-steps: the cost is (requests, faults, deviations from calm,
// macro-steps), compared in that order. States are kept as the choices that lead to them, and run
// again from the nearest one before of which a snapshot is left. Isolates are told apart here.
//
// Invariants:
//  1. A way that is found is a cheapest one, unless any will do; of several, always the same.
//
// Cost: some microseconds a transition; a hundred bytes each, and 4096 snapshots.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "model/proof/burst_world.h"

namespace stalemate::model {

struct RoundCost {
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  std::uint32_t deviations = 0;
  std::uint32_t steps = 0;

  auto operator<=>(const RoundCost&) const = default;
  RoundCost operator+(const RoundCost& other) const {
    return {requests + other.requests, faults + other.faults, deviations + other.deviations,
            steps + other.steps};
  }
};

/// One macro-step: which offer, and the answers to what was asked inside it.
struct BurstStep {
  std::uint32_t offer = 0;
  std::vector<std::uint32_t> answers;
};

/// A burst that can be run again.
struct BurstPath {
  RestState from;
  std::vector<BurstStep> steps;
  RoundCost cost;
  RestState to;
  Round round;
};

class BurstSearch {
 public:
  explicit BurstSearch(ProofConfig config);

  /// Several rounds are looked for at once, each known by a number.
  struct Wanted {
    std::size_t count = 0;
    /// Which of them a round is that came to rest, or none.
    std::function<std::optional<std::size_t>(const RestState& to, const Round& round)> which;
    /// No way has more requests or faults.
    std::uint32_t most_requests = 0;
    std::uint32_t most_faults = 0;
    /// Asked before each state is looked at: what was found until then is all. May be empty.
    std::function<bool()> must_stop{};
    /// Not the cheapest ways, but those that come first where one goes on from the newest state.
    bool any_way = false;
    /// Instead of rounds: a step that violates this safety property.
    std::optional<Property> violated{};
    /// Steps of the burst that are taken already. They cost nothing.
    std::span<const BurstStep> begun{};
  };
  struct Found {
    std::vector<std::optional<BurstPath>> paths;  // by number
    std::optional<BurstPath> violation;           // ends with the step, wherever that leads
    std::uint64_t states = 0;                     // that it took
    bool complete = false;                        // nothing was left to be looked at
  };
  Found find(const RestState& from, const Wanted& wanted, std::uint64_t state_limit);

  /// Runs a path again. @param sink who sees its events
  void run(const BurstPath& path, sim::TraceSink* sink);

  BurstWorld& world() { return world_; }

 private:
  struct Node;
  struct Open;
  /// Of states that were looked at, the last ones.
  struct Kept {
    std::size_t node = no_node;
    std::vector<std::byte> bytes;
  };
  static constexpr std::size_t no_node = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kept_count = 4096;

  bool is_kept(std::size_t node) const { return kept_[node % kept_count].node == node; }
  Kept& kept_at(std::size_t node) { return kept_[node % kept_count]; }
  void keep(std::size_t node);
  void begin(Open& open, const RestState& from, const Wanted& wanted);
  BurstPath path_to(const std::vector<Node>& nodes, std::size_t node, const RestState& from) const;
  bool violates(const Wanted& wanted) const;
  void try_steps(Open& open, std::size_t here, const RestState& from, const Wanted& wanted);
  void add(Open& open, Node next, const Wanted& wanted);
  void stand_at(const std::vector<Node>& nodes, std::size_t node, const RestState& from);

  BurstWorld world_;
  std::vector<Kept> kept_ = std::vector<Kept>(kept_count);
};

}  // namespace stalemate::model
