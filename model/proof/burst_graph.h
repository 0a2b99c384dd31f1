// The states of all bursts explored so far, and what each leads to, as plain numbers.
//
// The basic idea. Bursts that begin in different states at rest run into each other, and what a
// state leads to does not depend on where its burst began: whatever of that counts (which render
// was stored, which isolates began alike) is part of its fingerprint. So every state is expanded
// once for all bursts. The rounds out of a state at rest are then the ends that its beginning
// reaches.
//
// Invariants:
//  1. A node is expanded at most once, and its successors are nodes.
//  2. What reach() tells of a node depends on the node alone, not on what else was explored.
//
// Cost: 24 to 48 bytes a state for its name, 24 for what is known of it, 4 for each successor; a
// round that ends costs some hundred. reach() takes a few nanoseconds a successor.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "model/proof/burst_result.h"
#include "sim/explore/chunked_vector.h"
#include "sim/explore/state_numbers.h"

namespace stalemate::model {

using Marks = std::array<std::uint64_t, sim::trace_kind_limit / 64>;

/// What the expansion of one state has found, beside its successors.
struct Expansion {
  std::uint32_t transitions = 0;  // to successors, and out of bounds
  std::uint32_t out_of_bounds = 0;
  bool dead_end = false;
  Marks marks{};              // kinds of events that occurred in its transitions
  std::uint8_t violated = 0;  // a bit for each property
};

/// The properties that were violated, a bit each.
std::uint8_t violated_by(const Findings& findings);

class BurstGraph {
 public:
  using Met = sim::StateNumbers::Met;

  /// The state will be met soon.
  void expect(std::uint64_t name) const { names_.expect(name); }
  /// The node of a state, by what it is known by.
  Met meet(std::uint64_t name);
  /// A node of its own. A graph that has some of these has no others.
  Met add();

  /// A state at rest, where a round ends.
  void end(std::uint32_t node, RoundEdge round);
  /// A state that the clock of the proof is too coarse for.
  void exhaust(std::uint32_t node) { nodes_[node].exhausted = true; }

  /// From here on successor() speaks of this node, until expanded().
  void expand(std::uint32_t node) { nodes_[node].first = successors_.size(); }
  void successor(std::uint32_t node) { successors_.push_back(node); }
  void expanded(std::uint32_t node, const Expansion& found);

  /// Everything that the node leads to, added to the result: rounds in no particular order, counts,
  /// marks, findings. What is not expanded leads nowhere.
  void reach(std::uint32_t from, BurstResult& result);

  std::size_t size() const { return nodes_.size(); }
  std::size_t bytes() const;
  void clear();

 private:
  struct Node {
    std::uint64_t first = 0;  // of its successors; or, of one where a round ends, which
    std::uint32_t successors = 0;
    std::uint32_t out_of_bounds = 0;
    std::uint32_t seen = 0;   // by which call of reach()
    std::uint16_t marks = 0;  // number of a set
    std::uint8_t violated = 0;
    bool is_end : 1 = false;
    bool expanded : 1 = false;
    bool dead_end : 1 = false;
    bool exhausted : 1 = false;
  };

  std::uint16_t number_of(const Marks& marks);
  void tell(const Node& node, BurstResult& result) const;

  sim::StateNumbers names_;
  sim::ChunkedVector<Node> nodes_;
  sim::ChunkedVector<std::uint32_t> successors_;
  std::vector<RoundEdge> ends_;
  std::map<Marks, std::uint16_t> mark_numbers_;
  std::vector<Marks> marks_;
  std::vector<std::uint32_t> open_;
  std::uint32_t calls_ = 0;
};

}  // namespace stalemate::model
