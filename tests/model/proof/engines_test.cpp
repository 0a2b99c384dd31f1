// Whatever engine explores a burst, it finds the same.
#include <algorithm>

#include <catch2/catch.hpp>

#include "model/proof/burst_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/model/proof/walks.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t path_limit = 20'000;
void expect_same_result(const BurstResult& left, const BurstResult& right,
                        const ProofConfig& config) {
  if (fingerprints_are_canonical(config)) RC_ASSERT(left.fingerprints == right.fingerprints);
  RC_ASSERT(left.edges.size() == right.edges.size());
  for (std::size_t index = 0; index < left.edges.size(); ++index) {
    RC_ASSERT(left.edges[index].to == right.edges[index].to);
    RC_ASSERT(left.edges[index].round == right.edges[index].round);
  }
  RC_ASSERT(left.marks == right.marks);
  for (std::size_t property = 0; property < property_count; ++property) {
    RC_ASSERT(left.findings[property].verdict == right.findings[property].verdict);
  }
}

BurstResult explored(const ProofConfig& config, const RestState& state, Keeping keeping,
                     Matching matching, std::uint64_t limit) {
  Engine engine;
  engine.keeping = keeping;
  engine.matching = matching;
  engine.list_fingerprints = true;
  BurstExplorer explorer(config, engine);
  return explorer.explore(state, limit);
}

constexpr Keeping best = sim::Arena::can_snapshot ? Keeping::snapshot : Keeping::replay;

/// Worlds whose bursts were explored to the end, by both engines of a comparison.
struct ComparedEngines {
  int replay = 0;
  int bytes = 0;
  int paths = 0;
  int paths_of_two = 0;  // in a burst in which two requests came
};

/// @return whether every path was followed to its end
bool compare_engines(const SmallWorld& world, ComparedEngines& compared) {
  const ProofConfig config = proof_config(world.config, world.bounds);
  const RestState state = state_after_walk(config, world.seed, 20);
  const BurstResult matched = explored(config, state, best, Matching::observation, path_limit);
  RC_ASSERT(matched.count.clock_exhausted == 0U);
  if (matched.stopped) return false;
  if (sim::Arena::can_snapshot && matched.count.transitions < 1000) {
    const BurstResult replayed =
        explored(config, state, Keeping::replay, Matching::observation, path_limit);
    RC_ASSERT(replayed.fingerprints == matched.fingerprints);
    RC_ASSERT(replayed.count.transitions == matched.count.transitions);
    expect_same_result(replayed, matched, config);
    ++compared.replay;
  }
  if (sim::Arena::can_snapshot) {
    const BurstResult exact = explored(config, state, best, Matching::bytes, path_limit);
    if (!exact.stopped) {
      RC_ASSERT(exact.count.states >= matched.fingerprints.size() ||
                !fingerprints_are_canonical(config));
      expect_same_result(exact, matched, config);
      ++compared.bytes;
    }
  }
  const BurstResult paths = explored(config, state, best, Matching::none, path_limit);
  if (paths.stopped) return false;
  expect_same_result(paths, matched, config);
  ++compared.paths;
  const bool two = std::ranges::any_of(
      paths.edges, [](const RoundEdge& edge) { return edge.round.requests > 1; });
  compared.paths_of_two += two ? 1 : 0;
  return true;
}

/// Where there are too many paths, those of a smaller burst in the same world are followed.
bool made_smaller(SmallWorld& world) {
  if (world.bounds.requests_per_burst > 1) {
    world.bounds.requests_per_burst = 1;
    return true;
  }
  if (!world.config.faults.any()) return false;
  world.config.faults.clear();
  return true;
}

void compare_in_random_worlds(int count, int least) {
  ComparedEngines compared;
  check_cases(count, [&] {
    SmallWorld world = *any_small_world();
    while (!compare_engines(world, compared) && made_smaller(world)) {
    }
  });
  INFO("engines compared: replay " << compared.replay << ", bytes " << compared.bytes << ", paths "
                                   << compared.paths << ", of two requests "
                                   << compared.paths_of_two);
  CHECK(compared.paths >= least);
  CHECK(compared.paths_of_two >= least / 15);
  if (!sim::Arena::can_snapshot) return;
  CHECK(compared.replay >= least);
  CHECK(compared.bytes >= least);
}

TEST_CASE("engines agree on every burst of small worlds", "[model][proof][random][slow]") {
  compare_in_random_worlds(60, 40);
}

TEST_CASE("engines agree on every burst of hundreds of small worlds",
          "[model][proof][random][slow][hundreds]") {
  compare_in_random_worlds(500, 300);
}

}  // namespace
}  // namespace stalemate::model
