// A state at rest, brought into canonical form and built again, has the future of the world that it
// was taken from, however that world has come there.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/deadlines.h"
#include "tests/model/proof/rest_graph.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/model/proof/walks.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t transition_limit = 20'000;
constexpr int rests_of_a_walk = 60;

/// Calls `visit(explorer)` at some states at rest along a walk that never looks back.
template <class Visit>
void for_states_of_a_walk(const SmallWorld& world, const Visit& visit) {
  BurstExplorer explorer(proof_config(world.config, world.bounds));
  sim::RandomExplorer random(world.seed);
  explorer.world().start();
  std::vector<std::byte> here;
  for (int rest = 0; rest < rests_of_a_walk; ++rest) {
    if (!walk(explorer.world(), random, 1)) return;
    if (rest % 6 != 5) continue;
    explorer.world().arena().save(here);
    visit(explorer);
    explorer.world().arena().restore(here);
  }
}

TEST_CASE("a state at rest that is built again is the same, in every placement",
          "[model][proof][random]") {
  int compared = 0;
  check_cases(300, [&] {
    const SmallWorld world = *any_small_world();
    const ProofConfig config = proof_config(world.config, world.bounds);
    BurstWorld walked(config);
    BurstWorld built(config);
    sim::RandomExplorer random(world.seed);
    walked.start();
    for (int rest = 0; rest < rests_of_a_walk && walk(walked, random, 1); ++rest) {
      const RestState state = walked.rest();
      for (const Placement& placement : placements(state, config)) {
        built.start(state, placement);
        RC_ASSERT(built.rest() == state);
        ++compared;
      }
    }
  });
  CHECK(compared > 10'000);
}

using Future = std::vector<RoundEdge>;

/// Whether each round of the one future is one of the other, up to deadlines that are tied.
bool covers(const Future& future, const Future& part) {
  const auto has = [&future](const RoundEdge& edge) {
    return std::any_of(future.begin(), future.end(), [&edge](const RoundEdge& other) {
      return same_edge(edge, other) || (edge.round == other.round && refines(other.to, edge.to));
    });
  };
  return std::all_of(part.begin(), part.end(), has);
}
bool contains(const Future& future, const Future& part) {
  const auto has = [&future](const RoundEdge& edge) {
    return std::any_of(future.begin(), future.end(),
                       [&edge](const RoundEdge& other) { return same_edge(edge, other); });
  };
  return std::all_of(part.begin(), part.end(), has);
}

/// A canonical form for which the last deadline has passed already.
RestState too_early(RestState state) {
  const std::vector<DeadlineOrder*> deadlines = deadlines_of(state);
  DeadlineOrder last = 0;
  for (const DeadlineOrder* deadline : deadlines) last = std::max(last, *deadline);
  for (DeadlineOrder* deadline : deadlines) {
    if (*deadline == last) *deadline = 0;
  }
  return state;
}
Future too_early(Future future) {
  for (RoundEdge& edge : future) edge.to = too_early(edge.to);
  return future;
}

struct Compared {
  int states = 0;
  int covered = 0;  // where lengths differ
  int missed = 0;
  int equal = 0;
  int with_ties = 0;
  int stopped = 0;
  int noticed = 0;  // states whose future the mistake changes
};

void compare_futures(const SmallWorld& world, Compared& compared) {
  const ProofConfig config = proof_config(world.config, world.bounds);
  BurstExplorer again(config);
  for_states_of_a_walk(world, [&](BurstExplorer& explorer) {
    const RestState state = explorer.world().rest();
    const BurstResult concrete = explorer.explore_here(transition_limit);
    const BurstResult canonical = again.explore(state, transition_limit);
    if (concrete.stopped || canonical.stopped) {
      ++compared.stopped;
      return;
    }
    RC_ASSERT(concrete.count.clock_exhausted == 0U);
    RC_ASSERT(canonical.count.clock_exhausted == 0U);
    const bool covered = covers(canonical.edges, concrete.edges);
    if (config.lengths_ms.size() > 1 || config.limit_counts()) {
      // Not so where lengths differ; see the README.
      ++(covered ? compared.covered : compared.missed);
      return;
    }
    RC_ASSERT(covered);
    ++compared.states;
    // Where it matters how far away a deadline is, the canonical state may also have waited first.
    if (!config.wait_until_limit_us) {
      const bool tied = !contains(canonical.edges, concrete.edges);
      RC_ASSERT(tied || contains(concrete.edges, canonical.edges));
      ++(tied ? compared.with_ties : compared.equal);
    }
    const BurstResult wrong = again.explore(too_early(state), transition_limit);
    if (!covers(too_early(wrong.edges), too_early(concrete.edges))) ++compared.noticed;
  });
}

TEST_CASE("a canonical state has every future of the world it was taken from",
          "[model][proof][random][slow]") {
  Compared compared;
  check_cases(100, [&] {
    SmallWorld world = *any_small_world();
    if (world.seed % 2 == 0) world.config.runtime.wait_until_limit_us.reset();
    compare_futures(world, compared);
  });
  INFO(compared.states << " states, " << compared.equal << " equal, " << compared.with_ties
                       << " with ties, " << compared.stopped << " stopped, " << compared.noticed
                       << " noticed; where lengths differ, " << compared.covered << " covered, "
                       << compared.missed << " not");
  CHECK(compared.states > 300);
  CHECK(compared.equal > 100);
  CHECK(compared.with_ties < compared.equal / 4);
  CHECK(compared.missed < compared.covered / 10);
  CHECK(compared.noticed > 50);
}

}  // namespace
}  // namespace stalemate::model
