#include "scenarios/proof/lasso_search.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "scenarios/proof/plain_ways.h"
#include "sim/assert.h"
#include "sim/graph/loops.h"

namespace stalemate::scenarios {

namespace {

using model::RoundCost;

constexpr RoundCost unreachable = PlainWays::unreachable;

sim::Violation violation_of(const RoutedVerdict& said, model::Routing routing) {
  const bool fair = routing == model::Routing::fair;
  if (said.verdict == ProofVerdict::uncached) {
    return fair ? sim::Violation::absent_fair : sim::Violation::absent_any;
  }
  return fair ? sim::Violation::stuck_fair : sim::Violation::stuck_any;
}

class LassoSearch {
 public:
  LassoSearch(const Proof& proof, const model::ProofConfig& config, model::Routing routing,
              const PriceLimits& limits)
      : LassoSearch(proof, config, proof.under(routing), routing, limits) {
    limits_ = limits;
  }

  std::optional<Lasso> find() {
    ways_ = find_plain_ways();
    find_least();
    if (ends_.empty()) return std::nullopt;
    auto first = first_lasso();
    if (!first) return std::nullopt;
    mark_useful();
    return cheapest(std::move(*first));
  }

 private:
  using Closed = sim::Loops::Found<RoundCost>;
  struct Way {
    RoundCost cost;
    sim::EdgePath stem;
    sim::EdgePath loop;
  };

  LassoSearch(const Proof& proof, const model::ProofConfig& config, const RoutedVerdict& said,
              model::Routing routing, const PriceLimits& limits)
      : judged_(judge_rounds(proof.graph.nodes.size(), proof.graph.edges, said.artifact, config)),
        graph_(judged_.graph),
        loops_(judged_.graph, judged_.progress, violation_of(said, routing)),
        prices_(proof, judged_.graph, config, said.artifact, limits),
        only_doomed_(said.verdict == ProofVerdict::doomed) {}

  bool may_begin(sim::NodeIndex node) const {
    return loops_.may_begin(node) && (!only_doomed_ || judged_.progress.doomed(node));
  }
  const RoundCost& plain_cost(sim::EdgeIndex edge) const { return prices_.plain_cost(edge); }

  // --- requests and faults

  PlainWays find_plain_ways() const {
    return plain_ways(graph_.node_count(), [this](sim::NodeIndex node, const auto& visit) {
      for (const sim::EdgeIndex edge : graph_.out(node)) {
        visit(edge, graph_.to(edge), plain_cost(edge));
      }
    });
  }

  /// Where the lassos begin their loops that take the least.
  void find_least() {
    std::vector<std::pair<RoundCost, std::uint32_t>> nodes;
    for (std::uint32_t node = 0; node < graph_.node_count(); ++node) {
      if (may_begin(node) && ways_.reaches(node)) nodes.emplace_back(ways_.cost[node], node);
    }
    std::sort(nodes.begin(), nodes.end());
    RoundCost least = unreachable;
    for (const auto& [stem, node] : nodes) {
      if (stem > least) break;
      if (limits_.stop_now()) {
        stopped_ = true;
        break;
      }
      const RoundCost most = least == unreachable ? unreachable : rest_of(least, stem);
      const auto plain = [this](sim::EdgeIndex edge, const RoundCost&) {
        return std::optional(plain_cost(edge));
      };
      const auto closed = loops_.cheapest(node, plain, most);
      if (!closed) continue;
      const RoundCost whole = stem + closed->cost;
      if (whole > least) continue;
      if (whole < least) {
        ends_.clear();
        first_end_ = node;
        first_loop_ = closed->path;
      }
      least = whole;
      ends_.emplace(node, closed->cost);
    }
    least_ = least;
  }
  /// What a loop may take after such a stem, for a whole that is no worse. It has no faults.
  static RoundCost rest_of(const RoundCost& whole, const RoundCost& stem) {
    SIM_ASSERT(stem <= whole);
    return {whole.requests - stem.requests, std::numeric_limits<std::uint16_t>::max(), 0, 0};
  }

  // --- deviations and macro-steps

  /// Whether a cheapest way to a node can have this edge.
  bool is_tight(sim::EdgeIndex edge) const {
    const sim::NodeIndex from = graph_.from(edge);
    return ways_.reaches(from) &&
           ways_.cost[from] + plain_cost(edge) == ways_.cost[graph_.to(edge)];
  }
  /// From which nodes such edges lead to where a loop begins.
  void mark_useful() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> back;  // to, from
    for (const sim::EdgeIndex edge : graph_.edges()) {
      if (is_tight(edge)) back.emplace_back(graph_.to(edge), graph_.from(edge));
    }
    std::sort(back.begin(), back.end());
    useful_.assign(graph_.node_count(), false);
    std::vector<std::uint32_t> open;
    for (const auto& [node, loop] : ends_) open.push_back(node);
    for (const std::uint32_t node : open) useful_[node] = true;
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      for (auto at = std::ranges::lower_bound(back, std::pair{node, 0U});
           at != back.end() && at->first == node; ++at) {
        if (useful_[at->second]) continue;
        useful_[at->second] = true;
        open.push_back(at->second);
      }
    }
  }

  /// The first that takes so few requests and faults, as it comes.
  std::optional<Way> first_lasso() {
    const auto last = [this](sim::NodeIndex node) {
      return static_cast<sim::EdgeIndex>(ways_.by[node]);
    };
    Way first{{}, stem_to(first_end_, last), first_loop_};
    for (const sim::EdgePath* const part : {&first.stem, &first.loop}) {
      for (const sim::EdgeIndex edge : *part) {
        const auto cost = prices_.cost_of(edge);
        if (!cost) return std::nullopt;
        first.cost = first.cost + *cost;
      }
    }
    return first;
  }

  struct Reached {
    RoundCost cost;
    sim::EdgeIndex edge = 0;
  };
  using Stems = std::map<std::uint32_t, Reached>;

  /// Goes through the ways to where loops begin, the cheapest first.
  Lasso cheapest(Way best) {
    Stems stems{{0, {}}};
    using Entry = std::pair<RoundCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    open.emplace(RoundCost{}, 0);
    const auto asked = [this](sim::EdgeIndex edge) {
      return is_tight(edge) && useful_[graph_.to(edge)];
    };
    const auto last = [&stems](std::uint32_t node) { return stems.at(node).edge; };
    while (!open.empty() && !prices_.gave_up()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > stems.at(node).cost) continue;
      // Each lasso that comes into question has as many requests and faults.
      const RoundCost at_least{least_.requests, least_.faults, cost.deviations, cost.steps + 1};
      if (at_least >= best.cost) continue;
      if (const auto end = ends_.find(node); end != ends_.end()) {
        const auto loop = cheapest_loop(node, end->second);
        if (loop && cost + loop->cost < best.cost) {
          best = {cost + loop->cost, stem_to(node, last), loop->path};
        }
      }
      for (const sim::EdgeIndex edge : graph_.out(node)) {
        const auto further = prices_.cost_of(edge, asked);
        if (!further) continue;
        const RoundCost whole = cost + *further;
        const auto [known, is_new] = stems.try_emplace(graph_.to(edge), Reached{whole, edge});
        if (!is_new && known->second.cost <= whole) continue;
        known->second = {whole, edge};
        open.emplace(whole, known->first);
      }
    }
    return with_paths(best);
  }
  /// @param last the edge by which a node is come to
  template <class Last>
  sim::EdgePath stem_to(sim::NodeIndex node, const Last& last) const {
    sim::EdgePath stem;
    for (; node != 0; node = graph_.from(stem.back())) stem.push_back(last(node));
    std::reverse(stem.begin(), stem.end());
    return stem;
  }
  Lasso with_paths(const Way& way) const {
    Lasso lasso;
    for (const sim::EdgeIndex edge : way.stem) lasso.stem.push_back(prices_.path_of(edge));
    for (const sim::EdgeIndex edge : way.loop) lasso.loop.push_back(prices_.path_of(edge));
    lasso.last_way_out = sim::first_fatal(graph_, judged_.progress, 0, way.stem);
    lasso.smallest = !prices_.gave_up() && !stopped_;
    return lasso;
  }

  /// @param plain what the loop takes in requests and faults
  std::optional<Closed> cheapest_loop(std::uint32_t node, const RoundCost& plain) {
    constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();
    const RoundCost most{plain.requests, plain.faults, any_number, any_number};
    const RoundPrices::Asked asked = [&](sim::EdgeIndex edge) {
      return loops_.may_have(edge) && plain_cost(edge) <= plain;
    };
    const auto cost_of = [&](sim::EdgeIndex edge,
                             const RoundCost& so_far) -> std::optional<RoundCost> {
      if (so_far + plain_cost(edge) > most) return std::nullopt;
      return prices_.cost_of(edge, asked);
    };
    return loops_.cheapest(node, cost_of, most);
  }

  const JudgedRounds judged_;
  const sim::Graph& graph_;
  const sim::Loops loops_;
  RoundPrices prices_;
  bool only_doomed_;
  PriceLimits limits_;
  bool stopped_ = false;  // before all nodes were looked at

  PlainWays ways_;
  RoundCost least_;                           // of all lassos
  std::map<sim::NodeIndex, RoundCost> ends_;  // where their loops begin, and what these take
  sim::NodeIndex first_end_ = 0;
  sim::EdgePath first_loop_;
  std::vector<bool> useful_;
};

}  // namespace

std::optional<Lasso> smallest_lasso(const Proof& proof, const model::ProofConfig& config,
                                    model::Routing routing, const PriceLimits& limits) {
  return LassoSearch(proof, config, routing, limits).find();
}

}  // namespace stalemate::scenarios
