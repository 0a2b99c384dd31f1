#include "scenarios/campaign/evidence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/options.h"

namespace stalemate::scenarios {

namespace {

constexpr std::uint64_t ordinary = std::uint64_t{1} << 63;
static_assert(seed_limit <= ordinary);

}  // namespace

Evidence::Evidence(Save save, Found found, ProvedClaim proved)
    : save_(std::move(save)), found_(std::move(found)), proved_(std::move(proved)) {
  for (std::atomic<std::uint64_t>& rank : smallest_rank_) {
    rank = std::numeric_limits<std::uint64_t>::max();
  }
}

bool Evidence::may_contradict(model::Property property, model::Verdict verdict) const {
  const auto& proved = proved_.verdicts[static_cast<std::size_t>(property)];
  return proved && verdict != model::Verdict::undecided && gravity(verdict) > gravity(*proved);
}

std::size_t Evidence::slot_of(model::Property property, model::Verdict verdict) {
  return static_cast<std::size_t>(property) * verdict_count + static_cast<std::size_t>(verdict);
}

bool Evidence::wants(model::Property property, model::Verdict verdict, std::uint64_t seed) const {
  const std::uint64_t rank = may_contradict(property, verdict) ? seed : seed | ordinary;
  return rank < smallest_rank_[slot_of(property, verdict)].load(std::memory_order_relaxed);
}

void Evidence::keep(Violation violation, const sim::Schedule& schedule) {
  const std::scoped_lock lock(mutex_);
  const bool contradicts =
      may_contradict(violation.property, violation.verdict) && proved_.covers(violation);
  const std::uint64_t rank = contradicts ? violation.seed : violation.seed | ordinary;
  const std::size_t slot = slot_of(violation.property, violation.verdict);
  // Another worker may have come first with a smaller one.
  if (rank >= smallest_rank_[slot]) return;
  save_(violation, schedule);
  smallest_rank_[slot] = rank;
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
