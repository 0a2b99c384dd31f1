#include "scenarios/campaign/evidence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scenarios/campaign/judge.h"

namespace stalemate::scenarios {

Evidence::Evidence(Save save, Found found) : save_(std::move(save)), found_(std::move(found)) {
  for (std::atomic<std::uint64_t>& seed : smallest_seed_) {
    seed = std::numeric_limits<std::uint64_t>::max();
  }
}

std::size_t Evidence::slot_of(model::Property property, model::Verdict verdict) {
  return static_cast<std::size_t>(property) * verdict_count + static_cast<std::size_t>(verdict);
}

bool Evidence::wants(model::Property property, model::Verdict verdict, std::uint64_t seed) const {
  return seed < smallest_seed_[slot_of(property, verdict)].load(std::memory_order_relaxed);
}

void Evidence::keep(Violation violation, const sim::Schedule& schedule) {
  const std::scoped_lock lock(mutex_);
  // Another worker may have come first with a smaller seed.
  if (!wants(violation.property, violation.verdict, violation.seed)) return;
  save_(violation, schedule);
  const std::size_t slot = slot_of(violation.property, violation.verdict);
  smallest_seed_[slot] = violation.seed;
  const bool first = !violations_[slot].has_value();
  violations_[slot] = std::move(violation);
  if (first) found_(*violations_[slot]);
}

void Evidence::keep(NonDeterminism found) {
  const std::scoped_lock lock(mutex_);
  if (!non_determinism_ || found.seed < non_determinism_->seed) non_determinism_ = std::move(found);
}

std::vector<Violation> Evidence::take_violations(model::Property property) {
  std::vector<Violation> taken;
  for (std::size_t verdict = 0; verdict < verdict_count; ++verdict) {
    auto& violation = violations_[slot_of(property, static_cast<model::Verdict>(verdict))];
    if (violation) taken.push_back(std::move(*violation));
  }
  std::sort(taken.begin(), taken.end(), [](const Violation& a, const Violation& b) {
    return gravity(a.verdict) > gravity(b.verdict);
  });
  return taken;
}

}  // namespace stalemate::scenarios
