#include "model/proof/state_keeper.h"

#include <span>

#include "sim/explore/answers.h"

namespace stalemate::model {

void StateKeeper::start(const RestState& state, KeptState& kept) {
  root_ = &state;
  world_->start(state);
  world_->fingerprint();
  kept.steps.clear();
  if (keeping_ == Keeping::snapshot) world_->arena().save(kept.snapshot);
}

void StateKeeper::start_here(KeptState& kept) {
  SIM_ASSERT(keeping_ == Keeping::snapshot);
  world_->fingerprint();
  world_->arena().save(kept.snapshot);
}

void StateKeeper::keep(const KeptState& before, std::uint32_t offer, const sim::Odometer& decisions,
                       KeptState& kept) {
  if (keeping_ == Keeping::snapshot) {
    world_->arena().save(kept.snapshot);
    return;
  }
  kept.steps = before.steps;
  kept.steps.push_back(offer);
  const std::size_t count_at = kept.steps.size();
  kept.steps.push_back(0);
  decisions.answers(kept.steps);
  kept.steps[count_at] = static_cast<std::uint32_t>(kept.steps.size() - count_at - 1);
}

void StateKeeper::restore(const KeptState& kept) {
  if (keeping_ == Keeping::snapshot) {
    world_->arena().restore(kept.snapshot);
    return;
  }
  world_->start(*root_);
  world_->fingerprint();
  world_->offers();
  const std::span<const std::uint32_t> steps = kept.steps;
  for (std::size_t at = 0; at < steps.size();) {
    const std::uint32_t count = steps[at + 1];
    sim::Answers answers(steps.subspan(at + 2, count));
    world_->take(steps[at], answers);
    SIM_ASSERT(answers.fit());
    world_->fingerprint();
    world_->offers();
    at += 2 + count;
  }
}

}  // namespace stalemate::model
