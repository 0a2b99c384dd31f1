#include "scenarios/campaign/strategy.h"

namespace stalemate::scenarios {

Strategy strategy_of(Strategy strategy, std::uint64_t seed) {
  if (strategy != Strategy::automatic) return strategy;
  return static_cast<Strategy>(seed % static_cast<std::uint64_t>(Strategy::automatic));
}

SeededExplorers::SeededExplorers(Strategy strategy)
    : strategy_(strategy), current_(std::in_place_type<sim::RandomExplorer>, 0) {}

sim::Explorer& SeededExplorers::for_seed(std::uint64_t seed) {
  switch (strategy_of(strategy_, seed)) {
    case Strategy::swarm:
      return current_.emplace<sim::SwarmExplorer>(seed);
    case Strategy::priorities:
      return current_.emplace<sim::PriorityExplorer>(seed);
    case Strategy::partial_order:
      return current_.emplace<sim::PartialOrderExplorer>(seed);
    case Strategy::random:
    case Strategy::automatic:
      break;
  }
  return current_.emplace<sim::RandomExplorer>(seed);
}

}  // namespace stalemate::scenarios
