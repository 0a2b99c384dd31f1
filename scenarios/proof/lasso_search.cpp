#include "scenarios/proof/lasso_search.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "scenarios/proof/violating_loops.h"

namespace stalemate::scenarios {

namespace {

using model::RoundCost;

constexpr RoundCost unreachable{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0};

class LassoSearch {
 public:
  LassoSearch(const Proof& proof, const model::ProofConfig& config, model::Routing routing,
              const PriceLimits& limits)
      : loops_(proof, routing),
        first_(loops_.first()),
        prices_(proof, config, loops_.artifact(), first_, limits) {}

  std::optional<Lasso> find() {
    find_plain_ways();
    find_least();
    if (ends_.empty()) return std::nullopt;
    auto first = first_lasso();
    if (!first) return std::nullopt;
    mark_useful();
    return cheapest(std::move(*first));
  }

 private:
  using Closed = ViolatingLoops::Closed;

  const std::vector<RestEdge>& edges() const { return loops_.edges(); }
  std::uint32_t node_count() const { return loops_.node_count(); }
  RoundCost plain_cost(std::size_t edge) const { return loops_.plain_cost(edge); }

  // --- requests and faults

  /// What it takes to get to each node.
  void find_plain_ways() {
    plain_.assign(node_count(), unreachable);
    plain_last_.assign(node_count(), 0);
    using Entry = std::pair<RoundCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    plain_[0] = {};
    open.emplace(RoundCost{}, 0);
    while (!open.empty()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > plain_[node]) continue;
      for (std::size_t edge = first_[node]; edge < first_[node + 1]; ++edge) {
        const RoundCost next = cost + plain_cost(edge);
        const std::uint32_t to = edges()[edge].to;
        if (next >= plain_[to]) continue;
        plain_[to] = next;
        plain_last_[to] = edge;
        open.emplace(next, to);
      }
    }
  }

  /// Where the lassos begin their loops that take the least.
  void find_least() {
    std::vector<std::pair<RoundCost, std::uint32_t>> nodes;
    for (std::uint32_t node = 0; node < node_count(); ++node) {
      if (loops_.may_begin(node) && plain_[node] != unreachable)
        nodes.emplace_back(plain_[node], node);
    }
    std::sort(nodes.begin(), nodes.end());
    RoundCost least = unreachable;
    for (const auto& [stem, node] : nodes) {
      if (stem > least) break;
      const RoundCost most = least == unreachable ? unreachable : rest_of(least, stem);
      const auto closed = loops_.cheapest(
          node, [this](std::size_t edge) { return plain_cost(edge); }, most);
      if (!closed) continue;
      const RoundCost whole = stem + closed->cost;
      if (whole > least) continue;
      if (whole < least) {
        ends_.clear();
        first_end_ = node;
        first_loop_ = closed->way;
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
  bool is_tight(std::size_t edge) const {
    const RestEdge& round = edges()[edge];
    return plain_[round.from] != unreachable &&
           plain_[round.from] + plain_cost(edge) == plain_[round.to];
  }
  /// From which nodes such edges lead to where a loop begins.
  void mark_useful() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> back;  // to, from
    for (std::size_t edge = 0; edge < edges().size(); ++edge) {
      if (is_tight(edge)) back.emplace_back(edges()[edge].to, edges()[edge].from);
    }
    std::sort(back.begin(), back.end());
    useful_.assign(node_count(), false);
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

  using Priced = std::pair<RoundCost, Lasso>;

  /// The first that takes so few requests and faults, as it comes.
  std::optional<Priced> first_lasso() {
    Priced first{{},
                 {stem_to(first_end_, [this](std::uint32_t node) { return plain_last_[node]; }),
                  first_loop_,
                  {},
                  {}}};
    for (const Way* const way : {&first.second.stem, &first.second.loop}) {
      for (const std::size_t edge : *way) {
        const auto cost = prices_.cost_of(edge);
        if (!cost) return std::nullopt;
        first.first = first.first + *cost;
      }
    }
    return first;
  }

  struct Reached {
    RoundCost cost;
    std::size_t edge = 0;
  };
  using Stems = std::map<std::uint32_t, Reached>;

  /// Goes through the ways to where loops begin, the cheapest first.
  Lasso cheapest(Priced best) {
    Stems stems{{0, {}}};
    using Entry = std::pair<RoundCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    open.emplace(RoundCost{}, 0);
    const auto asked = [this](std::size_t edge) {
      return is_tight(edge) && useful_[edges()[edge].to];
    };
    const auto last = [&stems](std::uint32_t node) { return stems.at(node).edge; };
    while (!open.empty() && !prices_.gave_up()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > stems.at(node).cost) continue;
      // Each lasso that comes into question has as many requests and faults.
      const RoundCost at_least{least_.requests, least_.faults, cost.deviations, cost.steps + 1};
      if (at_least >= best.first) continue;
      if (const auto end = ends_.find(node); end != ends_.end()) {
        const auto loop = cheapest_loop(node, end->second);
        if (loop && cost + loop->cost < best.first) {
          best = {cost + loop->cost, {stem_to(node, last), loop->way, {}, {}}};
        }
      }
      for (std::size_t edge = first_[node]; edge < first_[node + 1]; ++edge) {
        const auto further = prices_.cost_of(edge, asked);
        if (!further) continue;
        const RoundCost whole = cost + *further;
        const auto [known, is_new] = stems.try_emplace(edges()[edge].to, Reached{whole, edge});
        if (!is_new && known->second.cost <= whole) continue;
        known->second = {whole, edge};
        open.emplace(whole, known->first);
      }
    }
    return with_paths(std::move(best.second));
  }
  /// @param last the edge by which a node is come to
  template <class Last>
  Way stem_to(std::uint32_t node, const Last& last) const {
    Way way;
    for (; node != 0; node = edges()[way.back()].from) way.push_back(last(node));
    std::reverse(way.begin(), way.end());
    return way;
  }
  Lasso with_paths(Lasso lasso) const {
    for (const std::size_t edge : lasso.stem) lasso.stem_paths.push_back(prices_.path_of(edge));
    for (const std::size_t edge : lasso.loop) lasso.loop_paths.push_back(prices_.path_of(edge));
    lasso.smallest = !prices_.gave_up();
    return lasso;
  }

  /// @param plain what the loop takes in requests and faults
  std::optional<Closed> cheapest_loop(std::uint32_t node, const RoundCost& plain) {
    constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();
    const RoundCost most{plain.requests, plain.faults, any_number, any_number};
    const RoundPrices::Asked asked = [&](std::size_t edge) {
      return loops_.may_have(edge) && plain_cost(edge) <= plain;
    };
    return loops_.cheapest(
        node, [&](std::size_t edge) { return prices_.cost_of(edge, asked); }, most);
  }

  ViolatingLoops loops_;
  const std::vector<std::size_t>& first_;  // edge out of each node, and one more
  RoundPrices prices_;

  std::vector<RoundCost> plain_;             // of each node: requests and faults
  std::vector<std::size_t> plain_last_;      // the edge by which it is come to
  RoundCost least_;                          // of all lassos
  std::map<std::uint32_t, RoundCost> ends_;  // where their loops begin, and what these take
  std::uint32_t first_end_ = 0;
  Way first_loop_;
  std::vector<bool> useful_;
};

}  // namespace

std::optional<Lasso> smallest_lasso(const Proof& proof, const model::ProofConfig& config,
                                    model::Routing routing, const PriceLimits& limits) {
  return LassoSearch(proof, config, routing, limits).find();
}

}  // namespace stalemate::scenarios
