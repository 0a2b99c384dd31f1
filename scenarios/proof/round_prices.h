// What rounds of the graph of states at rest cost in full, and a cheapest way through each.
//
// Requests and faults of a round stand in the graph. Its deviations from calm and its macro-steps
// are found by going through its burst, the cheapest ways first; of all rounds out of one state
// that are asked for, in one search.
//
// Invariants:
//  1. A way that is found is a cheapest one through its round, unless some have been given up.
//
// Cost: some microseconds a transition, up to a limit for each burst and one for all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "model/proof/burst_search.h"
#include "scenarios/proof/proof.h"
#include "sim/graph/graph.h"

namespace stalemate::scenarios {

struct PriceLimits {
  // In transitions:
  std::uint64_t of_burst = 2'000'000;
  std::uint64_t of_all = 5'000'000;
  MustStop must_stop{};

  bool stop_now() const { return must_stop && must_stop(); }
};

class RoundPrices {
 public:
  /// @param rounds of the proof's graph, for this artifact
  RoundPrices(const Proof& proof, const sim::Graph& rounds, const model::ProofConfig& config,
              model::Artifact artifact, const PriceLimits& limits);

  /// Of an edge of `rounds`, in requests and faults, as the proof's graph says.
  const model::RoundCost& plain_cost(sim::EdgeIndex edge) const { return plain_[edge]; }
  /// Which edges may come into question: they are looked for together.
  using Asked = std::function<bool(sim::EdgeIndex edge)>;
  /// @return nothing if the edge is not asked for, or no way was found within the limits
  std::optional<model::RoundCost> cost_of(sim::EdgeIndex edge, const Asked& asked);
  /// The same for one edge, whatever was spent on others. If no cheapest way is found, one that
  /// takes no more requests and faults.
  std::optional<model::RoundCost> cost_of(sim::EdgeIndex edge);
  /// Requires that cost_of() has told its cost.
  const model::BurstPath& path_of(sim::EdgeIndex edge) const { return *known_.at(edge); }
  /// Whether some way was not found: a limit was met.
  bool gave_up() const { return gave_up_; }

 private:
  enum class Which : std::uint8_t { cheapest, any };
  void find_out_of(sim::NodeIndex node, const Asked& asked, std::uint64_t limit, Which which);
  std::optional<sim::EdgeIndex> find_edge(const sim::Edge& edge) const;

  const Proof* proof_;
  const sim::Graph* rounds_;
  model::Artifact artifact_;
  model::BurstSearch bursts_;
  std::vector<model::RoundCost> plain_;  // by edge
  std::map<model::RestState, sim::NodeIndex> nodes_;
  std::map<sim::EdgeIndex, std::optional<model::BurstPath>> known_;
  PriceLimits limits_;
  std::uint64_t spent_ = 0;
  bool gave_up_ = false;
};

}  // namespace stalemate::scenarios
