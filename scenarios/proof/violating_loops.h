// The loops of a graph of states at rest that violate: what they are made of, and the cheapest one
// through a state.
//
// Invariants:
//  1. A loop is a closed walk of rounds in which no fault strikes and nothing newer is stored. In
//     one of them something is due (of a page that is never stored: absent, and never due), under
//     fair routing they ask at every isolate, and if a write is refused in one for having come too
//     early, another one is accepted.
//
// Cost: a few passes over the rounds; a walk costs a search through the states that idle rounds
// connect with its own, as far as it may cost.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

/// Edges of the graph of states at rest.
using Way = std::vector<std::size_t>;

class ViolatingLoops {
 public:
  /// For a verdict that is a violation under this routing.
  ViolatingLoops(const Proof& proof, model::Routing routing);

  const std::vector<RestEdge>& edges() const { return proof_->graph.edges; }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(first_.size() - 1); }
  /// The first edge out of each node, and one more.
  const std::vector<std::size_t>& first() const { return first_; }
  model::Artifact artifact() const { return artifact_; }
  /// In requests and faults, as the graph says.
  model::RoundCost plain_cost(std::size_t edge) const {
    return {edges()[edge].round.requests, edges()[edge].round.faults, 0, 0};
  }

  /// A loop that gives the verdict may begin there.
  bool may_begin(std::uint32_t node) const {
    const auto& doomed = proof_->doomed[static_cast<std::size_t>(artifact_)];
    return violates_[knots_[node]] && (verdict_ != ProofVerdict::doomed || doomed[node]);
  }
  /// It may be part of one.
  bool may_have(std::size_t edge) const {
    return knots_[edges()[edge].from] == knots_[edges()[edge].to] && is_idle(edge);
  }

  struct Closed {
    model::RoundCost cost;
    Way way;
  };
  /// The cheapest loop through a state.
  /// @param cost of an edge, at least its plain cost; nothing: not this one
  /// @param most what it may cost
  template <class Cost>
  std::optional<Closed> cheapest(std::uint32_t start, const Cost& cost,
                                 const model::RoundCost& most) const;

 private:
  /// How far a walk round a loop has come.
  struct Walk {
    std::uint32_t node = 0;
    std::uint32_t places = 0;  // where it has asked, if that counts
    bool due = false;          // something was due, or absent
    bool throttled = false;
    bool renewed = false;

    auto operator<=>(const Walk&) const = default;
  };

  void find_knots();
  void find_violating();
  sim::RoundLabel label(std::size_t edge) const { return label_of(edges()[edge].round, artifact_); }
  bool is_idle(std::size_t edge) const;
  Walk after(Walk walk, std::size_t edge) const;
  bool violates(const Walk& walk) const;

  const Proof* proof_;
  model::Artifact artifact_;
  ProofVerdict verdict_;
  bool fair_;
  std::vector<std::size_t> first_;
  std::vector<std::uint32_t> knots_;  // of nodes: which ones idle rounds connect both ways
  std::vector<bool> violates_;        // of knots: it may have a loop
};

template <class Cost>
std::optional<ViolatingLoops::Closed> ViolatingLoops::cheapest(std::uint32_t start,
                                                               const Cost& cost,
                                                               const model::RoundCost& most) const {
  struct Best {
    model::RoundCost cost;
    Walk before;
    std::size_t edge = 0;
  };
  const Walk first{start, 0, false, false, false};
  std::map<Walk, Best> reached{{first, {}}};
  using Entry = std::pair<model::RoundCost, Walk>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(model::RoundCost{}, first);
  while (!open.empty()) {
    const auto [so_far, walk] = open.top();
    open.pop();
    if (so_far > reached.at(walk).cost) continue;
    if (walk.node == start && violates(walk)) {
      Closed closed{so_far, {}};
      for (Walk at = walk; at != first; at = reached.at(at).before) {
        closed.way.push_back(reached.at(at).edge);
      }
      std::reverse(closed.way.begin(), closed.way.end());
      return closed;
    }
    for (std::size_t edge = first_[walk.node]; edge < first_[walk.node + 1]; ++edge) {
      if (!may_have(edge) || so_far + plain_cost(edge) > most) continue;
      const Walk next = after(walk, edge);
      const auto known = reached.find(next);
      if (known != reached.end() && known->second.cost <= so_far + plain_cost(edge)) continue;
      const std::optional<model::RoundCost> further = cost(edge);
      if (!further || so_far + *further > most) continue;
      const model::RoundCost whole = so_far + *further;
      if (known != reached.end() && known->second.cost <= whole) continue;
      reached.insert_or_assign(next, Best{whole, walk, edge});
      open.emplace(whole, next);
    }
  }
  return std::nullopt;
}

}  // namespace stalemate::scenarios
