// The cheapest ways through one burst to where a counterexample may need it to go.
//
// Uniform-cost search over macro-steps: the cost is (requests, faults, deviations from calm,
// macro-steps), compared in that order. States are kept as the choices that lead to them and run
// again from the burst's start. Isolates are told apart here.
//
// Invariants:
//  1. A way that is found is a cheapest one; of several, always the same.
//
// Cost: each state met is run again from the start of the burst, microseconds a step.
#pragma once

#include <cstdint>
#include <functional>
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
  BurstPath path_to(const std::vector<Node>& nodes, std::size_t node, const RestState& from) const;
  bool violates(const Wanted& wanted) const;
  void try_steps(Open& open, std::size_t here, const RestState& from, const Wanted& wanted);
  void stand_at(const std::vector<Node>& nodes, std::size_t node, const RestState& from);

  BurstWorld world_;
};

}  // namespace stalemate::model
