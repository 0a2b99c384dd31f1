#include "scenarios/proof/lasso_search.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "scenarios/proof/round_prices.h"
#include "sim/graph/graph.h"

namespace stalemate::scenarios {

namespace {

using model::RoundCost;
using sim::RoundLabel;

constexpr RoundCost unreachable{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0};

using Way = std::vector<std::size_t>;  // edges

/// How far a walk round a loop has come.
struct Walk {
  std::uint32_t node = 0;
  std::uint32_t places = 0;  // where it has asked, if that counts
  bool due = false;          // something was due, or absent
  bool throttled = false;
  bool renewed = false;

  auto operator<=>(const Walk&) const = default;
};

std::vector<std::size_t> first_edges(const RestGraph& graph) {
  std::vector<std::size_t> first(graph.nodes.size() + 1);
  for (const RestEdge& edge : graph.edges) ++first[edge.from + 1];
  for (std::size_t node = 1; node < first.size(); ++node) first[node] += first[node - 1];
  return first;
}

class LassoSearch {
 public:
  LassoSearch(const Proof& proof, const model::ProofConfig& config, model::Routing routing)
      : proof_(&proof),
        artifact_(proof.under(routing).artifact),
        verdict_(proof.under(routing).verdict),
        fair_(routing == model::Routing::fair),
        first_(first_edges(proof.graph)),
        prices_(proof, config, artifact_, first_) {
    find_knots();
  }

  std::optional<Lasso> find() {
    plain_ = plain_ways();
    find_least();
    if (ends_.empty()) return std::nullopt;
    mark_useful();
    return cheapest();
  }

 private:
  const std::vector<RestEdge>& edges() const { return proof_->graph.edges; }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(first_.size() - 1); }
  RoundLabel label(std::size_t edge) const { return label_of(edges()[edge].round, artifact_); }
  RoundCost plain_cost(std::size_t edge) const {
    return {edges()[edge].round.requests, edges()[edge].round.faults, 0, 0};
  }

  // --- which loops there are

  /// The sets of states that idle rounds connect both ways.
  void find_knots() {
    std::vector<sim::Edge> idle;
    for (std::size_t edge = 0; edge < edges().size(); ++edge) {
      if (may_be_in_loop(edge)) idle.push_back({edges()[edge].from, edges()[edge].to, 0});
    }
    const sim::Graph graph(node_count(), std::move(idle));
    knots_ = sim::components(graph, [](sim::EdgeIndex) { return true; }).of_node;
    violates_.assign(node_count(), false);
    for (std::size_t edge = 0; edge < edges().size(); ++edge) {
      if (!stays_in_knot(edge)) continue;
      const RoundLabel round = label(edge);
      if (round.places() != 0) violates_[knots_[edges()[edge].from]] = true;
    }
  }
  bool may_be_in_loop(std::size_t edge) const {
    const RoundLabel round = label(edge);
    return round.idle() && !(verdict_ == ProofVerdict::uncached && round.due != 0);
  }
  bool stays_in_knot(std::size_t edge) const {
    return knots_[edges()[edge].from] == knots_[edges()[edge].to] && may_be_in_loop(edge);
  }
  /// A loop may begin there.
  bool may_begin(std::uint32_t node) const {
    const auto& doomed = proof_->doomed[static_cast<std::size_t>(artifact_)];
    return violates_[knots_[node]] && (verdict_ != ProofVerdict::doomed || doomed[node]);
  }
  Walk after(Walk walk, std::size_t edge) const {
    const RoundLabel round = label(edge);
    walk.node = edges()[edge].to;
    if (fair_) walk.places |= round.places();
    walk.due = walk.due || (verdict_ == ProofVerdict::uncached ? round.absent : round.due) != 0;
    walk.throttled = walk.throttled || round.throttled;
    walk.renewed = walk.renewed || round.renewed;
    return walk;
  }
  bool violates(const Walk& walk) const {
    const std::size_t count = proof_->graph.nodes.front().isolates.size();
    const std::uint32_t all = count >= 32 ? ~0U : (1U << count) - 1;
    return walk.due && (!fair_ || (walk.places & all) == all) && (!walk.throttled || walk.renewed);
  }

  struct Closed {
    RoundCost cost;
    Way way;
  };
  /// The cheapest closed walk that violates.
  /// @param cost of an edge; nothing: not this one
  template <class Cost>
  std::optional<Closed> closed_walk(std::uint32_t start, const Cost& cost,
                                    const RoundCost& most) const {
    struct Best {
      RoundCost cost;
      Walk before;
      std::size_t edge = 0;
    };
    const Walk first{start, 0, false, false, false};
    std::map<Walk, Best> reached{{first, {}}};
    using Entry = std::pair<RoundCost, Walk>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    open.emplace(RoundCost{}, first);
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
        if (!stays_in_knot(edge) || so_far + plain_cost(edge) > most) continue;
        const Walk next = after(walk, edge);
        const auto known = reached.find(next);
        if (known != reached.end() && known->second.cost <= so_far + plain_cost(edge)) continue;
        const std::optional<RoundCost> further = cost(edge);
        if (!further || so_far + *further > most) continue;
        const RoundCost whole = so_far + *further;
        if (known != reached.end() && known->second.cost <= whole) continue;
        reached.insert_or_assign(next, Best{whole, walk, edge});
        open.emplace(whole, next);
      }
    }
    return std::nullopt;
  }

  // --- requests and faults

  /// What it takes to get to each node.
  std::vector<RoundCost> plain_ways() const {
    std::vector<RoundCost> ways(node_count(), unreachable);
    using Entry = std::pair<RoundCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    ways[0] = {};
    open.emplace(RoundCost{}, 0);
    while (!open.empty()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > ways[node]) continue;
      for (std::size_t edge = first_[node]; edge < first_[node + 1]; ++edge) {
        const RoundCost next = cost + plain_cost(edge);
        const std::uint32_t to = edges()[edge].to;
        if (next >= ways[to]) continue;
        ways[to] = next;
        open.emplace(next, to);
      }
    }
    return ways;
  }

  /// Where the lassos begin their loops that take the least.
  void find_least() {
    std::vector<std::pair<RoundCost, std::uint32_t>> nodes;
    for (std::uint32_t node = 0; node < node_count(); ++node) {
      if (may_begin(node) && plain_[node] != unreachable) nodes.emplace_back(plain_[node], node);
    }
    std::sort(nodes.begin(), nodes.end());
    RoundCost least = unreachable;
    for (const auto& [stem, node] : nodes) {
      if (stem > least) break;
      const RoundCost most = least == unreachable ? unreachable : rest_of(least, stem);
      const auto closed = closed_walk(
          node, [this](std::size_t edge) { return plain_cost(edge); }, most);
      if (!closed) continue;
      const RoundCost whole = stem + closed->cost;
      if (whole > least) continue;
      if (whole < least) ends_.clear();
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

  struct Reached {
    RoundCost cost;
    std::size_t edge = 0;
  };
  using Stems = std::map<std::uint32_t, Reached>;

  /// Goes through the ways to where loops begin, the cheapest first.
  std::optional<Lasso> cheapest() {
    Stems stems{{0, {}}};
    using Entry = std::pair<RoundCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    open.emplace(RoundCost{}, 0);
    std::optional<std::pair<RoundCost, Lasso>> best;
    const auto asked = [this](std::size_t edge) {
      return is_tight(edge) && useful_[edges()[edge].to];
    };
    while (!open.empty()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > stems.at(node).cost) continue;
      // Each lasso that comes into question has as many requests and faults.
      const RoundCost at_least{least_.requests, least_.faults, cost.deviations, cost.steps + 1};
      if (best && at_least >= best->first) continue;
      if (const auto end = ends_.find(node); end != ends_.end()) {
        const auto loop = cheapest_loop(node, end->second);
        if (loop && (!best || cost + loop->cost < best->first)) {
          best = {cost + loop->cost, Lasso{stem_to(node, stems), loop->way, {}, {}}};
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
    if (!best) return std::nullopt;
    return with_paths(std::move(best->second));
  }
  Way stem_to(std::uint32_t node, const Stems& stems) const {
    Way way;
    for (; node != 0; node = edges()[way.back()].from) way.push_back(stems.at(node).edge);
    std::reverse(way.begin(), way.end());
    return way;
  }
  Lasso with_paths(Lasso lasso) const {
    for (const std::size_t edge : lasso.stem) lasso.stem_paths.push_back(prices_.path_of(edge));
    for (const std::size_t edge : lasso.loop) lasso.loop_paths.push_back(prices_.path_of(edge));
    lasso.smallest = prices_.all_found();
    return lasso;
  }

  /// @param plain what the loop takes in requests and faults
  std::optional<Closed> cheapest_loop(std::uint32_t node, const RoundCost& plain) {
    constexpr std::uint32_t any_number = std::numeric_limits<std::uint32_t>::max();
    const RoundCost most{plain.requests, plain.faults, any_number, any_number};
    const RoundPrices::Asked asked = [&](std::size_t edge) {
      return stays_in_knot(edge) && plain_cost(edge) <= plain;
    };
    return closed_walk(
        node, [&](std::size_t edge) { return prices_.cost_of(edge, asked); }, most);
  }

  const Proof* proof_;
  model::Artifact artifact_;
  ProofVerdict verdict_;
  bool fair_;
  std::vector<std::size_t> first_;  // edge out of each node, and one more
  RoundPrices prices_;

  std::vector<std::uint32_t> knots_;  // of nodes
  std::vector<bool> violates_;        // of knots: something is due or absent in it

  std::vector<RoundCost> plain_;             // of each node: requests and faults
  RoundCost least_;                          // of all lassos
  std::map<std::uint32_t, RoundCost> ends_;  // where their loops begin, and what these take
  std::vector<bool> useful_;
};

}  // namespace

std::optional<Lasso> smallest_lasso(const Proof& proof, const model::ProofConfig& config,
                                    model::Routing routing) {
  return LassoSearch(proof, config, routing).find();
}

}  // namespace stalemate::scenarios
