#include "scenarios/proof/safety_search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scenarios/proof/plain_ways.h"

namespace stalemate::scenarios {

namespace {

using model::RoundCost;

/// Requests and faults.
RoundCost plain_cost(const model::Round& round) { return {round.requests, round.faults, 0, 0}; }
RoundCost plain_part(const RoundCost& cost) { return {cost.requests, cost.faults, 0, 0}; }

class SafetySearch {
 public:
  SafetySearch(const Proof& proof, const model::ProofConfig& config, model::Property property,
               const PriceLimits& limits)
      : graph_(&proof.graph), property_(property), limits_(limits), bursts_(config) {}

  std::optional<SafetyWay> find() {
    ways_ = find_plain_ways();
    find_last_burst();
    if (!last_) return std::nullopt;
    SafetyWay way;
    way.last = std::move(*last_);
    way.fewest = fewest_;
    for (const std::size_t edge : edges_to(last_node_)) {
      auto path = path_of(graph_->edges[edge]);
      if (!path) return std::nullopt;
      way.stem.push_back(std::move(*path));
    }
    return way;
  }

 private:
  PlainWays find_plain_ways() const {
    return plain_ways(graph_->nodes.size(), [this](std::uint32_t node, const auto& visit) {
      for (auto edge = std::ranges::lower_bound(graph_->edges, node, {}, &RestEdge::from);
           edge != graph_->edges.end() && edge->from == node; ++edge) {
        visit(static_cast<std::size_t>(edge - graph_->edges.begin()), edge->to,
              plain_cost(edge->round));
      }
    });
  }

  void find_last_burst() {
    std::vector<std::pair<RoundCost, std::uint32_t>> nodes;
    for (std::uint32_t node = 0; node < graph_->nodes.size(); ++node) {
      if (ways_.reaches(node)) nodes.emplace_back(ways_.cost[node], node);
    }
    std::sort(nodes.begin(), nodes.end());
    // One of which it is known, so that there is one even if the limits end the rest.
    const std::uint32_t known = graph_->unsafe[static_cast<std::size_t>(property_)].value();
    if (ways_.reaches(known)) {
      go_through_burst(known, ways_.cost[known], false);
      if (!last_) go_through_burst(known, ways_.cost[known], true);
    }
    fewest_ = true;
    for (const auto& [stem, node] : nodes) {
      if (stem >= least_) return;
      if (limits_.stop_now() || spent_ >= limits_.of_all) {
        fewest_ = false;
        return;
      }
      go_through_burst(node, stem, false);
    }
  }

  /// @param any_way not the cheapest
  void go_through_burst(std::uint32_t node, const RoundCost& stem, bool any_way) {
    if (spent_ >= limits_.of_all) return;
    model::BurstSearch::Wanted wanted;
    wanted.violated = property_;
    wanted.any_way = any_way;
    wanted.must_stop = limits_.must_stop;
    const std::uint32_t most = bursts_.world().config().bounds.requests_per_burst;
    wanted.most_requests =
        least_ == PlainWays::unreachable ? most : std::min(most, least_.requests - stem.requests);
    wanted.most_faults = std::numeric_limits<std::uint32_t>::max();
    const std::uint64_t limit = std::min(limits_.of_burst, limits_.of_all - spent_);
    auto found = bursts_.find(graph_->nodes[node], wanted, limit);
    spent_ += found.states;
    if (!found.violation) {
      fewest_ = fewest_ && found.complete;
      return;
    }
    const RoundCost whole = stem + plain_part(found.violation->cost);
    if (whole >= least_) return;
    least_ = whole;
    last_node_ = node;
    last_ = std::move(found.violation);
  }

  std::vector<std::size_t> edges_to(std::uint32_t node) const {
    std::vector<std::size_t> edges;
    for (; node != 0; node = graph_->edges[edges.back()].from) edges.push_back(ways_.by[node]);
    std::reverse(edges.begin(), edges.end());
    return edges;
  }

  /// A cheapest way through a burst that ends where the edge does; if none is found within the
  /// limits, another one with no more requests and faults.
  std::optional<model::BurstPath> path_of(const RestEdge& edge) {
    model::BurstSearch::Wanted wanted;
    wanted.count = 1;
    wanted.must_stop = limits_.must_stop;
    wanted.most_requests = edge.round.requests;
    wanted.most_faults = edge.round.faults;
    const model::RestState& end = graph_->nodes[edge.to];
    wanted.which = [&end](const model::RestState& to,
                          const model::Round&) -> std::optional<std::size_t> {
      return to == end ? std::optional<std::size_t>(0) : std::nullopt;
    };
    auto path = bursts_.find(graph_->nodes[edge.from], wanted, limits_.of_burst).paths[0];
    if (path) return path;
    wanted.any_way = true;
    return bursts_.find(graph_->nodes[edge.from], wanted, limits_.of_burst).paths[0];
  }

  const RestGraph* graph_;
  model::Property property_;
  PriceLimits limits_;
  model::BurstSearch bursts_;
  PlainWays ways_;
  RoundCost least_ = PlainWays::unreachable;
  std::uint32_t last_node_ = 0;
  std::optional<model::BurstPath> last_;
  std::uint64_t spent_ = 0;
  bool fewest_ = true;
};

}  // namespace

std::optional<SafetyWay> way_to_violation(const Proof& proof, const model::ProofConfig& config,
                                          model::Property property, const PriceLimits& limits) {
  if (!proof.graph.unsafe[static_cast<std::size_t>(property)]) return std::nullopt;
  if (limits.stop_now()) return std::nullopt;
  return SafetySearch(proof, config, property, limits).find();
}

}  // namespace stalemate::scenarios
