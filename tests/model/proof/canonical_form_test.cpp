// A state at rest, brought into canonical form and built again, has the future of the world that it
// was taken from, however that world has come there.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
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

/// What happens from a state, by the edges of all its placements.
using Future = std::vector<RoundEdge>;

bool contains(const Future& future, const RoundEdge& edge) {
  return std::any_of(future.begin(), future.end(),
                     [&](const RoundEdge& other) { return same_edge(edge, other); });
}
bool contains_all(const Future& future, const Future& part) {
  return std::all_of(part.begin(), part.end(),
                     [&](const RoundEdge& edge) { return contains(future, edge); });
}

/// A canonical form for which the last deadline of the store has passed already.
RestState too_early(RestState state) {
  DeadlineOrder last = 0;
  for (const RestState::Entry& entry : state.store) {
    if (entry.value) last = std::max(last, entry.value->revalidate_at.value_or(0));
  }
  for (RestState::Entry& entry : state.store) {
    if (entry.value && entry.value->revalidate_at == last) entry.value->revalidate_at = 0;
  }
  return state;
}
Future too_early(Future future) {
  for (RoundEdge& edge : future) edge.to = too_early(edge.to);
  return future;
}

struct Compared {
  int equal = 0;  // worlds with one length: the futures are the same
  int contained = 0;
  int stopped = 0;
  int noticed = 0;  // states of which the mistake changes the future
};

void compare_futures(const SmallWorld& world, Compared& compared) {
  const ProofConfig config = proof_config(world.config, world.bounds);
  BurstExplorer again(config);
  for_states_of_a_walk(world, [&](BurstExplorer& explorer) {
    const RestState state = explorer.world().rest();
    const BurstResult concrete = explorer.explore_here(transition_limit);
    const BurstResult canonical = again.explore(state, transition_limit);
    if (concrete.stopped || canonical.stopped || concrete.count.clock_exhausted > 0) {
      ++compared.stopped;
      return;
    }
    RC_ASSERT(canonical.count.clock_exhausted == 0U);
    RC_ASSERT(contains_all(canonical.edges, concrete.edges));
    ++compared.contained;
    if (config.lengths_ms.size() <= 1) {
      RC_ASSERT(contains_all(concrete.edges, canonical.edges));
      ++compared.equal;
    }
    const BurstResult wrong = again.explore(too_early(state), transition_limit);
    const bool same = contains_all(too_early(wrong.edges), too_early(concrete.edges)) &&
                      contains_all(too_early(concrete.edges), too_early(wrong.edges));
    if (!same) ++compared.noticed;
  });
}

TEST_CASE("a canonical state has every future of the world it was taken from",
          "[model][proof][random]") {
  if (!sim::Arena::can_snapshot) return;
  Compared compared;
  check_cases(100, [&] { compare_futures(*any_small_world(), compared); });
  WARN(compared.equal << " equal, " << compared.contained << " contained, " << compared.stopped
                      << " stopped, " << compared.noticed << " noticed");
  CHECK(compared.equal > 300);
  CHECK(compared.contained > 500);
  CHECK(compared.stopped < compared.contained / 4);
  CHECK(compared.noticed > 50);
}

}  // namespace
}  // namespace stalemate::model
