#include "scenarios/campaign/strategy.h"

namespace stalemate::scenarios {

SeededExplorers::SeededExplorers(Strategy strategy)
    : strategy_(strategy), current_(std::in_place_type<sim::RandomExplorer>, 0) {}

sim::Explorer& SeededExplorers::for_seed(std::uint64_t seed) {
  switch (strategy_) {
    case Strategy::random:
      break;
  }
  return current_.emplace<sim::RandomExplorer>(seed);
}

}  // namespace stalemate::scenarios
