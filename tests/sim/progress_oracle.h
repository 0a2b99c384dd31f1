// The questions of sim/graph/progress.h, answered by transitive closure: for small graphs only.
//
// Nothing is shared with the code under test but the labels. An edge that is due can be gone round
// for ever if some closed walk of idle rounds goes through it in which each limit that throttles a
// round is renewed: so for some set of limits, there is one of rounds that no other limit
// throttles, and the rounds that can be on it renew them all.
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
  /// Whether such a loop goes through the node.
  bool has_loop(sim::NodeIndex node, sim::Violation violation) const;

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
  static constexpr sim::Limits all_limits = (1U << sim::max_limits) - 1;
  Distances future_;             // by undisturbed rounds
  std::vector<Distances> idle_;  // by those without progress that only these limits may throttle
  std::vector<std::uint32_t> longest_;
};

}  // namespace stalemate::tests
