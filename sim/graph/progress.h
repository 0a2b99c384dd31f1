// Does an open system always get on once it is left undisturbed? Asked of the graph of its states.
//
// The basic idea. Each edge is one *round*: the environment asks for something, the system answers
// and comes to rest in another state. Something can be due in a round at some *place*. A system
// that is well achieves something new again and again; one that is not goes round a loop in which
// things are due and nothing is ever achieved. The graph is finite, so "for ever" is a loop.
//
// Words:
//  - The *future* of a node are the paths from it whose rounds are undisturbed.
//  - An *idle* round is an undisturbed one without progress.
//  - A loop is a closed path of idle rounds that can repeat for ever: whatever limit throttles a
//    round in it, another one renews. Else clock time lifts it.
//  - A *knot* is a largest set of nodes that such loops connect; a knot can go round all its edges.
//
// Invariants:
//  1. A violation is a knot with a round in which something is due or absent; it holds at a node if
//     the node's future leads to such a knot. `stuck` knots have a round with `due`, `absent` knots
//     have only rounds with `absent`; the fair forms have rounds for all places.
//  2. A fair violation is a violation of the same kind under any routing too.
//  3. A node is doomed if a violation holds there and no loop with progress is in its future. Every
//     loop counts as a way out, throttled or not: doom is said only where it is sure.
//  4. A rank counts consecutive idle rounds in which something was due or absent and that were not
//     throttled. It is bounded where no violation holds, with one exception: idle paths that come
//     round to a counted round only through throttled ones. These end, but the clock and not the
//     graph says after how many rounds; such nodes are `unranked`.
//
// Cost: two searches for components, more where rounds are throttled by limits that their loops do
// not renew, and a few passes over all edges; about 30 bytes a node beside the graph.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/assert.h"
#include "sim/graph/graph.h"

namespace stalemate::sim {

/// A set of limits, a bit each.
using Limits = std::uint8_t;

/// At most this many limits and places: a label is one word.
inline constexpr std::uint32_t max_limits = 3;
inline constexpr std::uint32_t max_places = 28;

/// What happened in one round.
struct RoundLabel {
  bool disturbed = false;    // something struck from outside
  bool progress = false;     // something new was achieved
  Limits throttled = 0;      // what held it up, and clock time lifts
  Limits renewed = 0;        // what begins anew by it
  std::uint32_t due = 0;     // bit set of places at which something was due
  std::uint32_t absent = 0;  // bit set of places at which what was due was not there at all

  auto operator<=>(const RoundLabel&) const = default;

  bool idle() const { return !disturbed && !progress; }
  std::uint32_t places() const { return due | absent; }
  /// Whether the round counts in ranks.
  bool counts() const { return places() != 0 && throttled == 0; }
};

/// One word for each label, equal for equal labels alone; fit to be hashed.
inline EdgeLabel pack(const RoundLabel& label) {
  SIM_ASSERT(((label.due | label.absent) >> max_places) == 0);
  SIM_ASSERT(((label.throttled | label.renewed) >> max_limits) == 0);
  EdgeLabel word = label.absent;
  word = word << max_places | label.due;
  word = word << max_limits | label.renewed;
  word = word << max_limits | label.throttled;
  return word << 2 | EdgeLabel{label.progress} << 1 | EdgeLabel{label.disturbed};
}

inline RoundLabel unpack(EdgeLabel word) {
  const auto next = [&word](std::uint32_t bits) {
    const EdgeLabel value = word & ((EdgeLabel{1} << bits) - 1);
    word >>= bits;
    return static_cast<std::uint32_t>(value);
  };
  RoundLabel label;
  label.disturbed = next(1) != 0;
  label.progress = next(1) != 0;
  label.throttled = static_cast<Limits>(next(max_limits));
  label.renewed = static_cast<Limits>(next(max_limits));
  label.due = next(max_places);
  label.absent = next(max_places);
  return label;
}

inline RoundLabel round_of(const Graph& graph, EdgeIndex edge) { return unpack(graph.label(edge)); }

/// How a system fails to get on. Under any routing, the environment may ask at the places it
/// likes; under fair routing it asks at every place again and again.
enum class Violation : std::uint8_t { stuck_any, stuck_fair, absent_any, absent_fair };
inline constexpr std::size_t violation_count = 4;

/// What is known of a node, one bit each.
using Bits = std::uint8_t;
constexpr Bits bit(Violation violation) {
  return static_cast<Bits>(1U << static_cast<unsigned>(violation));
}
inline constexpr Bits any_violation = 0x0f;
inline constexpr Bits doomed_bit = 0x10;
inline constexpr Bits recovers_bit = 0x20;  // a loop with progress is in its future

/// The rank where there is no bound.
inline constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

struct Progress {
  struct Summary {
    std::array<std::uint32_t, violation_count> reaching{};  // nodes, by violation
    std::uint32_t doomed = 0;                               // nodes
    std::uint32_t unranked = 0;                             // nodes; see invariant 4
    std::uint32_t largest_rank = 0;                         // of the nodes with a bound
    /// At most so many consecutive due rounds pass without progress, whatever the node; or
    /// `unbounded`.
    std::uint32_t heals_within = 0;
  };

  bool holds(NodeIndex node, Violation violation) const { return (bits[node] & bit(violation)); }
  bool doomed(NodeIndex node) const { return (bits[node] & doomed_bit) != 0; }

  std::uint32_t all_places = 0;
  std::vector<Bits> bits;            // of each node
  std::vector<std::uint32_t> ranks;  // of each node
  Summary summary;

  // The knots, the violations each one is, and what its rounds renew.
  Components knots;
  std::vector<Bits> violations_of_knot;
  std::vector<Limits> renewed_in_knot;

  /// Whether the edge can be part of a loop inside its knot.
  bool in_knot(const Graph& graph, EdgeIndex edge) const;
};

/// @param all_places the places at which a fair environment asks again and again
Progress analyse(const Graph& graph, std::uint32_t all_places);

}  // namespace stalemate::sim
