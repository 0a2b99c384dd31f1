// A small map of a proof's graph, for people to look at: how far each state at rest is from the
// start, and what becomes of the page there.
//
// Invariants:
//  1. `levels` counts all states; `nodes` are the first ones, in the order of their distance, and
//     `edges` those between them, each pair of ends once.
//
// Cost: linear in the graph; at most some kilobytes are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "scenarios/proof/proof.h"

namespace stalemate::scenarios {

inline constexpr std::size_t most_mapped_nodes = 240;

struct BurstMap {
  struct Node {
    std::uint32_t depth = 0;            // bursts from the start, at least
    bool doomed = false;                // no future has infinitely many newer generations
    std::optional<std::uint32_t> rank;  // so many due bursts may pass without progress; none: all
    bool stored = false;                // there is an entry
    bool expired = false;               // and it has expired
    std::uint32_t orphaned_slots = 0;
    std::uint32_t late_writes = 0;

    bool operator==(const Node&) const = default;
  };
  struct Edge {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    bool progress = false;   // of one burst at least that leads there
    bool disturbed = false;  // only disturbed bursts lead there

    bool operator==(const Edge&) const = default;
  };
  /// All states at this distance.
  struct Level {
    std::uint32_t states = 0;
    std::uint32_t doomed = 0;
    std::uint32_t stuck = 0;  // not doomed, but without a bound

    bool operator==(const Level&) const = default;
  };

  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Level> levels;
  std::size_t all_nodes = 0;
  std::size_t all_rounds = 0;

  bool operator==(const BurstMap&) const = default;
};

/// @param proof complete
/// @param artifact of which entry the map tells
BurstMap burst_map(const Proof& proof, model::Artifact artifact);

}  // namespace stalemate::scenarios
