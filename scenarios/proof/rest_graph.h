// The graph of states at rest, closed: every state that any number of bursts can lead to.
//
// Nodes are canonical states at rest, node 0 the one the scenario begins with; edges are rounds,
// from rest to rest. Bursts are explored one state at a time by several threads.
//
// Invariants:
//  1. Nodes and edges are numbered alike for every number of threads; so are those of a graph that
//     its transition limit ended.
//  2. If `complete`, every edge out of every node is there.
//
// Cost: the bursts of each node are explored once; see model/proof/burst_explorer.h.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/proof/burst_explorer.h"
#include "scenarios/campaign/stopwatch.h"

namespace stalemate::scenarios {

/// Roughly, on a usual machine: to judge a graph, look for counterexamples and write all of it down
/// takes so long for each of its rounds; to write it down alone takes so long.
inline constexpr double seconds_to_tell_a_round = 5e-6;
inline constexpr double seconds_to_write_a_round = 2e-6;

struct RestEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  model::Round round;
};

/// Why a graph is not complete.
enum class Unfinished : std::uint8_t {
  none,
  budget,
  memory,
  interrupted,
  dead_end,
  clock,
  allowance,
};

struct RestGraph {
  std::vector<model::RestState> nodes;
  std::vector<RestEdge> edges;  // by from, then as the explorer sorts them
  model::BurstCount count;
  std::size_t expanded = 0;  // nodes, the first ones
  std::uint64_t largest_burst = 0;
  std::array<std::uint64_t, sim::trace_kind_limit / 64> marks{};
  /// The first node from which a safety property is violated.
  std::array<std::optional<std::uint32_t>, model::property_count> unsafe;
  Unfinished unfinished = Unfinished::none;
  /// Transitions of bursts that were not explored to their end, or only after one that was not:
  /// they are in no other count, and are taken again by whoever goes on.
  std::uint64_t dropped = 0;

  bool complete() const { return unfinished == Unfinished::none; }
};

struct CloseRequest {
  const model::ProofConfig& config;
  unsigned jobs = 1;
  Deadline deadline;
  /// For all explorers, and for the graph with its certificate.
  std::size_t memory_bytes = std::size_t{4} << 30;
  const std::atomic<bool>& cancelled;
  /// Called by the calling thread after each level of the search.
  std::function<void(const RestGraph&)> progress{};
  /// How many transitions the graph may take; unlike the other limits, it stops every run at the
  /// same place.
  std::uint64_t transition_limit = ~std::uint64_t{0};
};

/// @param known a graph to go on with, from an earlier run that was cut short; or empty
RestGraph close_rest_graph(const CloseRequest& request, RestGraph known = {});

}  // namespace stalemate::scenarios

template <>
struct stalemate::model::NamesOf<stalemate::scenarios::Unfinished> {
  static constexpr auto table = std::to_array<const char*>(
      {"complete", "the time is over", "the memory is used up", "it was interrupted",
       "a context can neither go on nor end", "the clock of the proof is too coarse",
       "it takes more transitions than allowed"});
};
