// The questions of sim/graph/progress.h, answered by transitive closure: for small graphs only.
//
// Nothing is shared with the code under test but the labels. An edge that is due can be gone round
// for ever if some closed walk of idle rounds goes through it that is not throttled, or through it
// and through a round that renews the limit.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/graph/progress.h"

namespace stalemate::tests {

struct LabelledRound {
  sim::NodeIndex from = 0;
  sim::NodeIndex to = 0;
  sim::RoundLabel label;
};

class ProgressOracle {
 public:
  ProgressOracle(std::uint32_t node_count, std::vector<LabelledRound> rounds,
                 std::uint32_t all_places);

  bool holds(sim::NodeIndex node, sim::Violation violation) const;
  bool doomed(sim::NodeIndex node) const;
  std::uint32_t rank(sim::NodeIndex node) const;
  /// The least number of undisturbed rounds from `node` to a round that can begin such a loop.
  std::optional<std::uint32_t> distance(sim::NodeIndex node, sim::Violation violation) const;

 private:
  // The least number of rounds between any two nodes; `unbounded`: no way.
  using Distances = std::vector<std::vector<std::uint32_t>>;
  template <class Follow>
  Distances distances(Follow follow) const;

  static bool leads(const Distances& table, sim::NodeIndex from, sim::NodeIndex to) {
    return table[from][to] != sim::unbounded;
  }
  // What a walk that goes round this one for ever can do as well; empty if there is no such walk.
  std::vector<LabelledRound> companions(const LabelledRound& round) const;
  bool begins(const LabelledRound& round, sim::Violation violation) const;
  void relax_ranks();

  std::uint32_t node_count_;
  std::vector<LabelledRound> rounds_;
  std::uint32_t all_places_;
  Distances future_;       // by undisturbed rounds
  Distances idle_;         // by those without progress
  Distances unthrottled_;  // by those of them that are not throttled
  std::vector<std::uint32_t> longest_;
};

}  // namespace stalemate::tests
