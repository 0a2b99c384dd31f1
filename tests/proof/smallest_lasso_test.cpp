// Counterexamples beside the cheapest lasso of all, which is found without any thrift: each round
// of the graph is priced, and each way is compared.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/proof/counterexample.h"
#include "scenarios/proof/lasso_search.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::RoundCost;
using model::Routing;

struct PricedRound {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  sim::RoundLabel label;
  RoundCost cost;
};

std::vector<PricedRound> priced_rounds(const ProvedCell& proved, model::Artifact artifact) {
  model::BurstSearch bursts(proved.config);
  const RestGraph& graph = proved.proof.graph;
  std::vector<PricedRound> rounds;
  for (const RestEdge& edge : graph.edges) {
    const sim::RoundLabel label = label_of(edge.round, artifact, proved.config);
    model::BurstSearch::Wanted wanted;
    wanted.count = 1;
    wanted.most_requests = proved.config.bounds.requests_per_burst;
    wanted.most_faults = 10;
    wanted.which = [&](const model::RestState& to,
                       const model::Round& round) -> std::optional<std::size_t> {
      if (to != graph.nodes[edge.to] || label_of(round, artifact, proved.config) != label)
        return std::nullopt;
      return 0;
    };
    const auto found = bursts.find(graph.nodes[edge.from], wanted, 1'000'000);
    REQUIRE(found.paths[0]);
    rounds.push_back({edge.from, edge.to, label, found.paths[0]->cost});
  }
  return rounds;
}

/// What it takes to get to each node: rounds are gone over until nothing becomes cheaper.
std::map<std::uint32_t, RoundCost> stems_of(const std::vector<PricedRound>& rounds) {
  std::map<std::uint32_t, RoundCost> stems{{0, {}}};
  for (bool changed = true; changed;) {
    changed = false;
    for (const PricedRound& round : rounds) {
      const auto from = stems.find(round.from);
      if (from == stems.end()) continue;
      const RoundCost cost = from->second + round.cost;
      const auto [to, is_new] = stems.try_emplace(round.to, cost);
      if (!is_new && to->second <= cost) continue;
      to->second = cost;
      changed = true;
    }
  }
  return stems;
}

class Loops {
 public:
  Loops(const std::vector<PricedRound>& rounds, bool uncached, std::uint32_t all_places)
      : uncached_(uncached), all_places_(all_places) {
    for (const PricedRound& round : rounds) {
      if (round.label.idle() && !(uncached && round.label.due != 0))
        out_[round.from].push_back(round);
    }
  }
  /// Of at most so many rounds.
  std::optional<RoundCost> cheapest(std::uint32_t start, std::size_t most) {
    start_ = start;
    most_ = most;
    best_.reset();
    go_on(start, {}, {}, 0);
    return best_;
  }

 private:
  void go_on(std::uint32_t node, RoundCost cost, sim::RoundLabel seen, std::size_t length) {
    const std::uint32_t due = uncached_ ? seen.absent : seen.due;
    const bool lasts = (seen.throttled & ~unsigned{seen.renewed}) == 0;
    const bool everywhere = (seen.places() & all_places_) == all_places_;
    if (length > 0 && node == start_ && due != 0 && lasts && everywhere) {
      if (!best_ || cost < *best_) best_ = cost;
    }
    if (length == most_ || (best_ && cost >= *best_)) return;
    for (const PricedRound& round : out_[node]) {
      sim::RoundLabel both = seen;
      both.due |= round.label.due;
      both.absent |= round.label.absent;
      both.throttled |= round.label.throttled;
      both.renewed |= round.label.renewed;
      go_on(round.to, cost + round.cost, both, length + 1);
    }
  }

  std::map<std::uint32_t, std::vector<PricedRound>> out_;
  bool uncached_;
  std::uint32_t all_places_;
  std::uint32_t start_ = 0;
  std::size_t most_ = 0;
  std::optional<RoundCost> best_;
};

/// With loops of at most so many rounds.
std::optional<RoundCost> cheapest_of_all(const ProvedCell& proved, Routing routing,
                                         std::size_t most_rounds) {
  const RoutedVerdict said = proved.proof.under(routing);
  const auto rounds = priced_rounds(proved, said.artifact);
  const auto isolates = proved.proof.graph.nodes.front().isolates.size();
  const std::uint32_t all = routing == Routing::fair ? (1U << isolates) - 1 : 0;
  Loops loops(rounds, said.verdict == ProofVerdict::uncached, all);
  std::optional<RoundCost> best;
  for (const auto& [node, stem] : stems_of(rounds)) {
    const auto& doomed = proved.proof.doomed[static_cast<std::size_t>(said.artifact)];
    if (said.verdict == ProofVerdict::doomed && !doomed[node]) continue;
    const auto loop = loops.cheapest(node, most_rounds);
    if (loop && (!best || stem + *loop < *best)) best = stem + *loop;
  }
  return best;
}

void check_smallest(const Scenario& scenario, const std::vector<std::string>& cells,
                    std::size_t most_rounds, const model::ProofBounds& bounds = usual_bounds()) {
  for (const std::string& cell : cells) {
    const ProvedCell proved = prove_cell(scenario, cell, bounds);
    for (const Routing routing : {Routing::any, Routing::fair}) {
      INFO(cell << " under routing " << model::name(routing));
      const auto shown = counterexample(proved.proof, proved.config, routing);
      const bool violated = is_violation(proved.proof.under(routing).verdict);
      REQUIRE(shown.has_value() == violated);
      if (!shown) continue;
      CHECK(shown->smallest);
      const auto cheapest = cheapest_of_all(proved, routing, most_rounds);
      REQUIRE(cheapest);
      const RoundCost cost = shown->cost();
      CHECK(std::tie(cost.requests, cost.faults) == std::tie(cheapest->requests, cheapest->faults));
      CHECK(std::tie(cost.deviations, cost.steps) ==
            std::tie(cheapest->deviations, cheapest->steps));
    }
  }
}

TEST_CASE("no lasso is smaller than a counterexample", "[proof][verdicts][slow]") {
  check_smallest(shipped_scenario("pr-425.json"),
                 {"before #425 / put only", "before #425 / neither", "#425 / neither"}, 2);
  check_smallest(shipped_scenario("oracle/s4.json"), {"vinext-0.0.30 / workerd-2026-11-17"}, 3);
  check_smallest(shipped_scenario("lease.json"), {"as published / one isolate"}, 2);
}

TEST_CASE("nor where all isolates are asked, or nothing is ever stored, or writes are refused",
          "[proof][verdicts][slow]") {
  check_smallest(shipped_scenario("assumptions-pages.json"), {"vinext-0.0.26 / two isolates"}, 2,
                 one_request());
  check_smallest(changed_seed("/page/entries", "{}"), {"before #425 / neither"}, 2, one_request());
  check_smallest(changed_seed("/kv", R"({"write_interval_ms": 1000})"),
                 {"before #425 / regeneration only", "before #425 / neither"}, 2, one_request());
}

TEST_CASE("where a limit is met, some lasso is shown, and not called the smallest",
          "[proof][verdicts][slow]") {
  const ProvedCell cell = prove_cell(shipped_scenario("assumptions-pages.json"),
                                     "vinext-0.0.26 / two isolates", one_request());
  const auto smallest = smallest_lasso(cell.proof, cell.config, Routing::any);
  REQUIRE(smallest);
  CHECK(smallest->smallest);
  const auto some = smallest_lasso(cell.proof, cell.config, Routing::any, {400'000, 0});
  REQUIRE(some);
  CHECK_FALSE(some->smallest);
  const auto plain = [](const Lasso& lasso) {
    std::pair<std::uint32_t, std::uint32_t> sum;
    for (const auto* const paths : {&lasso.stem, &lasso.loop}) {
      for (const model::BurstPath& path : *paths) {
        sum.first += path.cost.requests;
        sum.second += path.cost.faults;
      }
    }
    return sum;
  };
  CHECK(plain(*some) == plain(*smallest));
  CHECK_FALSE(smallest_lasso(cell.proof, cell.config, Routing::any, {1, 0}));
}

TEST_CASE("where no cheapest way through a burst is found, another one is shown",
          "[proof][verdicts][slow]") {
  const ProvedCell cell =
      small_cell(R"("handler": {"generation": "vinext-0.0.55"}, "faults": {"render_hangs": 1})");
  const auto smallest = smallest_lasso(cell.proof, cell.config, Routing::any);
  REQUIRE(smallest);
  const auto cost_of = [](const Lasso& lasso) {
    model::RoundCost cost;
    for (const model::BurstPath& path : lasso.stem) cost = cost + path.cost;
    for (const model::BurstPath& path : lasso.loop) cost = cost + path.cost;
    return cost;
  };
  const model::RoundCost least = cost_of(*smallest);
  int others = 0;
  for (std::uint64_t most = 1; most <= 4096; most *= 2) {
    INFO("at most " << most << " in a burst");
    const auto some = smallest_lasso(cell.proof, cell.config, Routing::any, {most, 0});
    if (!some) continue;
    const model::RoundCost cost = cost_of(*some);
    CHECK(cost.requests == least.requests);
    CHECK(cost.faults == least.faults);
    CHECK(cost >= least);
    others += cost > least ? 1 : 0;
    CHECK_FALSE((cost > least && some->smallest));
    for (const model::BurstPath& path : some->stem) {
      model::BurstSearch bursts(cell.config);
      bursts.run(path, nullptr);
      REQUIRE(bursts.world().at_rest());
      CHECK(bursts.world().rest() == path.to);
      CHECK(bursts.world().round() == path.round);
    }
  }
  CHECK(others > 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
