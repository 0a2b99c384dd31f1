#include "scenarios/proof/no_return.h"

#include "sim/assert.h"

namespace stalemate::scenarios {

std::optional<std::size_t> step_of_no_return(const model::BurstPath& round,
                                             const model::ProofConfig& config,
                                             const IsDoomed& is_doomed, const PriceLimits& limits) {
  SIM_ASSERT(!is_doomed(round.from) && is_doomed(round.to));
  model::BurstSearch bursts(config);
  model::BurstSearch::Wanted wanted;
  wanted.count = 1;
  wanted.which = [&is_doomed](const model::RestState& to, const model::Round&) {
    return is_doomed(to) ? std::nullopt : std::optional<std::size_t>(0);
  };
  wanted.most_requests = config.bounds.requests_per_burst;
  wanted.must_stop = limits.must_stop;
  std::uint64_t states_left = limits.of_burst;
  model::BurstPath begun = round;
  while (true) {
    // A state that is not doomed has an undisturbed round to another one.
    SIM_ASSERT(!begun.steps.empty());
    begun.steps.pop_back();
    bursts.run(begun, nullptr);
    wanted.most_faults = bursts.world().round().faults;
    wanted.begun = begun.steps;
    const auto found = bursts.find(round.from, wanted, states_left);
    if (found.paths.front()) return begun.steps.size() + 1;
    if (!found.complete) return std::nullopt;
    SIM_ASSERT(found.states <= states_left);
    states_left -= found.states;
  }
}

}  // namespace stalemate::scenarios
