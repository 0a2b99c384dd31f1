#include "scenarios/proof/counterexample.h"

#include <algorithm>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/graph/loops.h"

namespace stalemate::scenarios {

namespace {

using model::Artifact;
using model::BurstPath;
using model::RestState;
using model::Round;
using model::Routing;
using sim::EdgeIndex;
using sim::NodeIndex;
using sim::RoundLabel;

/// States that a search through one burst may meet.
constexpr std::uint64_t search_limit = 400'000;

struct GraphCost {
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  std::uint32_t rounds = 0;

  auto operator<=>(const GraphCost&) const = default;
  GraphCost plus(const Round& round) const {
    return {requests + round.requests, faults + round.faults, rounds + 1};
  }
};
constexpr GraphCost unreachable{std::numeric_limits<std::uint32_t>::max(), 0, 0};

class Search {
 public:
  Search(const Proof& proof, const model::ProofConfig& config, Routing routing)
      : proof_(&proof),
        artifact_(proof.under(routing).artifact),
        verdict_(proof.under(routing).verdict),
        routing_(routing),
        bursts_(config) {
    const auto nodes = proof.graph.nodes.size();
    out_.resize(nodes);
    for (std::size_t edge = 0; edge < edges().size(); ++edge) {
      out_[edges()[edge].from].push_back(edge);
    }
  }

  std::optional<Counterexample> find() {
    const auto way = way_into_violation();
    if (!way) return std::nullopt;
    Counterexample found;
    found.artifact = artifact_;
    if (!run_through(way->first, found.stem) || !run_through(way->second, found.loop)) {
      return std::nullopt;
    }
    if (verdict_ == ProofVerdict::doomed) {
      found.point_of_no_return = 0;
      for (std::size_t place = 0; place < way->first.size(); ++place) {
        if (!doomed(edges()[way->first[place]].to)) found.point_of_no_return = place + 1;
      }
      if (doomed(0)) found.point_of_no_return.reset();
    }
    return found;
  }

 private:
  using Way = std::vector<std::size_t>;  // edges of the rest graph
  using Lasso = std::pair<Way, Way>;

  const std::vector<RestEdge>& edges() const { return proof_->graph.edges; }
  RoundLabel label(std::size_t edge) const { return label_of(edges()[edge].round, artifact_); }
  bool doomed(std::uint32_t node) const {
    return proof_->doomed[static_cast<std::size_t>(artifact_)][node];
  }

  std::optional<Lasso> way_into_violation() const {
    // To seek the smallest in what may be a small part of the whole says nothing of the whole.
    if (!proof_->graph.complete()) return fair_lasso(0, {});
    return verdict_ == ProofVerdict::doomed ? way_to_doom() : way_to_loop();
  }

  /// Cheapest ways from a node over the edges that `allowed` accepts.
  struct Ways {
    std::vector<GraphCost> cost;
    std::vector<std::size_t> last;  // edge
  };
  template <class Allowed>
  Ways ways_from(std::uint32_t start, const Allowed& allowed) const {
    Ways ways{std::vector<GraphCost>(out_.size(), unreachable),
              std::vector<std::size_t>(out_.size(), 0)};
    using Entry = std::pair<GraphCost, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    ways.cost[start] = {};
    open.emplace(GraphCost{}, start);
    while (!open.empty()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > ways.cost[node]) continue;
      for (const std::size_t edge : out_[node]) {
        if (!allowed(edge)) continue;
        const GraphCost next = cost.plus(edges()[edge].round);
        const std::uint32_t to = edges()[edge].to;
        if (next >= ways.cost[to]) continue;
        ways.cost[to] = next;
        ways.last[to] = edge;
        open.emplace(next, to);
      }
    }
    return ways;
  }
  Way way_to(const Ways& ways, std::uint32_t start, std::uint32_t node) const {
    Way way;
    while (node != start) {
      way.push_back(ways.last[node]);
      node = edges()[way.back()].from;
    }
    std::reverse(way.begin(), way.end());
    return way;
  }

  bool violates(std::size_t edge) const {
    const RoundLabel round = label(edge);
    if (!round.idle() || round.throttled) return false;
    return verdict_ == ProofVerdict::uncached ? round.absent != 0 : round.due != 0;
  }

  /// The cheapest closed way through a due edge by idle rounds, from anywhere.
  std::optional<Lasso> way_to_loop() const {
    if (routing_ == Routing::fair) return fair_lasso(0, {});
    return cheapest_lasso([](std::uint32_t) { return true; });
  }

  template <class Begins>
  std::optional<Lasso> cheapest_lasso(const Begins& may_begin) const {
    const Ways stems = ways_from(0, [](std::size_t) { return true; });
    std::vector<std::pair<GraphCost, std::size_t>> candidates;
    for (std::size_t edge = 0; edge < edges().size(); ++edge) {
      const std::uint32_t from = edges()[edge].from;
      if (!violates(edge) || stems.cost[from] == unreachable || !may_begin(from)) continue;
      candidates.emplace_back(stems.cost[from].plus(edges()[edge].round), edge);
    }
    std::sort(candidates.begin(), candidates.end());
    std::optional<std::pair<GraphCost, Lasso>> best;
    for (const auto& [cost, edge] : candidates) {
      if (best && cost >= best->first) break;
      const std::uint32_t from = edges()[edge].from;
      const Ways back = ways_from(edges()[edge].to, [&](std::size_t other) {
        const RoundLabel round = label(other);
        return round.idle() && !round.throttled &&
               !(verdict_ == ProofVerdict::uncached && round.due != 0);
      });
      const GraphCost& rest = back.cost[from];
      if (rest == unreachable) continue;
      const GraphCost whole{cost.requests + rest.requests, cost.faults + rest.faults,
                            cost.rounds + rest.rounds};
      if (best && whole >= best->first) continue;
      Way loop{edge};
      const Way tail = way_to(back, edges()[edge].to, from);
      loop.insert(loop.end(), tail.begin(), tail.end());
      best = {whole, {way_to(stems, 0, from), loop}};
    }
    if (!best) return fair_lasso(0, {});
    return best->second;
  }

  std::uint32_t all_places() const {
    const std::size_t count = proof_->graph.nodes.front().isolates.size();
    return count >= 32 ? ~0U : (1U << count) - 1;
  }

  /// To the nearest doomed state, and from there round its loop.
  std::optional<Lasso> way_to_doom() const {
    auto cheapest = cheapest_lasso([this](std::uint32_t node) { return doomed(node); });
    if (routing_ == Routing::any || !cheapest) return cheapest;
    std::uint32_t asked = 0;
    for (const std::size_t edge : cheapest->second) asked |= label(edge).places();
    if ((asked & all_places()) == all_places()) return cheapest;
    auto fair = fair_lasso(0, {}, true);
    return fair ? fair : fair_lasso(0, {});
  }

  /// By the loops of sim/graph, which also know those that have to ask at all places.
  std::optional<Lasso> fair_lasso(std::uint32_t from, Way before, bool only_doomed = false) const {
    std::vector<sim::Edge> rounds;
    for (const RestEdge& edge : edges()) {
      rounds.push_back({edge.from, edge.to, sim::pack(label_of(edge.round, artifact_))});
    }
    const sim::Graph graph(static_cast<std::uint32_t>(out_.size()), std::move(rounds));
    const sim::Progress progress = sim::analyse(graph, all_places());
    const bool fair = routing_ == Routing::fair;
    const bool absent = verdict_ == ProofVerdict::uncached;
    const sim::Violation violation =
        absent ? (fair ? sim::Violation::absent_fair : sim::Violation::absent_any)
               : (fair ? sim::Violation::stuck_fair : sim::Violation::stuck_any);
    // The future of a node is undisturbed; so try each node in the order of what it costs to get
    // to.
    const Ways stems = ways_from(from, [](std::size_t) { return true; });
    std::vector<std::pair<GraphCost, std::uint32_t>> nodes;
    for (std::uint32_t node = 0; node < out_.size(); ++node) {
      if (only_doomed && !doomed(node)) continue;
      if (progress.holds(node, violation)) nodes.emplace_back(stems.cost[node], node);
    }
    if (nodes.empty()) return std::nullopt;
    std::sort(nodes.begin(), nodes.end());
    const std::uint32_t node = nodes.front().second;
    const auto lasso = sim::find_loop(graph, progress, node, violation);
    if (!lasso) return std::nullopt;
    Way stem = std::move(before);
    const Way head = way_to(stems, from, node);
    stem.insert(stem.end(), head.begin(), head.end());
    for (const EdgeIndex edge : lasso->stem) stem.push_back(cheapest_like(graph, edge));
    Way loop;
    for (const EdgeIndex edge : lasso->loop) loop.push_back(cheapest_like(graph, edge));
    return Lasso{stem, loop};
  }

  std::size_t cheapest_like(const sim::Graph& graph, EdgeIndex wanted) const {
    std::optional<std::size_t> best;
    for (const std::size_t edge : out_[graph.from(wanted)]) {
      if (edges()[edge].to != graph.to(wanted) || sim::pack(label(edge)) != graph.label(wanted)) {
        continue;
      }
      if (!best || edges()[edge].round.requests < edges()[*best].round.requests) best = edge;
    }
    SIM_ASSERT(best.has_value());
    return *best;
  }

  bool run_through(const Way& way, std::vector<BurstPath>& paths) {
    for (const std::size_t edge : way) {
      const RestEdge& round = edges()[edge];
      const RestState& to = proof_->graph.nodes[round.to];
      const RoundLabel wanted = label(edge);
      const auto path = bursts_.find(
          proof_->graph.nodes[round.from],
          [&](const RestState& reached, const Round& came) {
            return reached == to && label_of(came, artifact_) == wanted;
          },
          search_limit);
      if (!path) return false;
      paths.push_back(*path);
    }
    return true;
  }

  const Proof* proof_;
  Artifact artifact_;
  ProofVerdict verdict_;
  Routing routing_;
  model::BurstSearch bursts_;
  std::vector<std::vector<std::size_t>> out_;
};

}  // namespace

model::RoundCost Counterexample::cost() const {
  model::RoundCost cost;
  for (const BurstPath& path : stem) cost = cost + path.cost;
  for (const BurstPath& path : loop) cost = cost + path.cost;
  return cost;
}

std::optional<Counterexample> counterexample(const Proof& proof, const model::ProofConfig& config,
                                             Routing routing) {
  const ProofVerdict verdict = proof.under(routing).verdict;
  if (verdict == ProofVerdict::heals || verdict == ProofVerdict::inconclusive) return std::nullopt;
  return Search(proof, config, routing).find();
}

}  // namespace stalemate::scenarios
