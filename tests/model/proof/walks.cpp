#include "tests/model/proof/walks.h"

#include "sim/explore/random_explorer.h"

namespace stalemate::model {

bool walk(BurstWorld& world, sim::Explorer& explorer, int rests) {
  while (rests > 0) {
    if (!world.step(explorer) || world.out_of_bounds()) return false;
    if (!world.at_rest()) continue;
    world.go_on();
    --rests;
  }
  return true;
}

RestState state_after_walk(const ProofConfig& config, std::uint64_t seed, int rests) {
  BurstWorld world(config);
  sim::RandomExplorer explorer(seed);
  world.start();
  RestState state = world.rest();
  while (rests-- > 0 && walk(world, explorer, 1)) state = world.rest();
  return state;
}

}  // namespace stalemate::model
