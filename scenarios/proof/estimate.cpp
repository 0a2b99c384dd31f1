#include "scenarios/proof/estimate.h"

#include <map>

#include "sim/explore/random_explorer.h"

namespace stalemate::scenarios {

namespace {

constexpr int probes = 300;
constexpr int longest_probe = 2000;

}  // namespace

Estimate estimate_proof(const model::ProofConfig& config, std::uint64_t seed) {
  model::BurstWorld world(config);
  sim::RandomExplorer random(seed);
  world.start();
  model::RestState here = world.rest();
  std::map<std::uint64_t, std::uint32_t> met;  // states, by how often
  double offers = 0;
  double steps = 0;
  for (int probe = 0; probe < probes; ++probe) {
    world.start(here);
    const std::uint64_t beginning = world.fingerprint();
    for (int step = 0; step < longest_probe; ++step) {
      if (!world.step(random) || world.out_of_bounds()) break;
      ++steps;
      if (world.at_rest()) break;
      // States of bursts that began elsewhere are others.
      ++met[world.fingerprint() ^ (beginning * 0x9e3779b97f4a7c15ULL)];
      offers += world.offers();
    }
    if (world.at_rest() && !world.out_of_bounds()) here = world.rest();
  }
  double once = 0;
  double twice = 0;
  for (const auto& [state, count] : met) {
    if (count == 1) ++once;
    if (count == 2) ++twice;
  }
  Estimate estimate;
  const auto seen = static_cast<double>(met.size());
  estimate.states = seen + once * (once - 1) / (2 * (twice + 1));
  estimate.transitions = steps > 0 ? estimate.states * offers / steps : 0;
  return estimate;
}

}  // namespace stalemate::scenarios
