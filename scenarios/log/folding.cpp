#include "scenarios/log/folding.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace stalemate::scenarios::log {

namespace {

/// Lines without a time stay behind those that they came after.
bool comes_before(const Observation& one, const Observation& other) {
  return one.time_ms && other.time_ms && *one.time_ms < *other.time_ms;
}

auto facts_of(const Observation& seen) {
  return std::tie(seen.artifact, seen.state, seen.generation, seen.colo, seen.status, seen.signs);
}

bool is_duplicate(const Observation& one, const Observation& other) {
  if (!one.invocation.empty() && !other.invocation.empty()) {
    return one.invocation == other.invocation;
  }
  if (!one.ray.empty() && !other.ray.empty()) return one.ray == other.ray;
  return one.time_ms && one.time_ms == other.time_ms && one.precision_ms == 0 &&
         one.age_s == other.age_s && one.page == other.page && facts_of(one) == facts_of(other);
}

}  // namespace

void Folding::add(Observation seen) {
  const auto equal_or_later = [&seen](const Observation& other) {
    return !comes_before(other, seen);
  };
  // Those at the same time, or with the same ray, are near the place where it belongs.
  auto place = waiting_.end();
  while (place != waiting_.begin() && comes_before(seen, *std::prev(place))) --place;
  for (auto other = place; other != waiting_.begin();) {
    --other;
    if (is_duplicate(*other, seen)) {
      ++tally_->duplicates;
      return;
    }
    if (!equal_or_later(*other)) break;
  }
  if (place != waiting_.end()) ++tally_->out_of_order;
  waiting_.insert(place, std::move(seen));
  if (waiting_.size() <= window) return;
  pass_on(std::move(waiting_.front()));
  waiting_.pop_front();
}

void Folding::pass_on(Observation seen) {
  const bool alike = !kept_.empty() && facts_of(kept_.back()) == facts_of(seen);
  alike_ = alike ? alike_ + 1 : 1;
  if (alike_ <= most_alike) return keep(std::move(seen));
  // The last of them moves on, and stands for those that it has passed.
  seen.stands_for = kept_.back().stands_for + 1;
  kept_.back() = std::move(seen);
  ++tally_->folded;
}

void Folding::keep(Observation seen) {
  kept_.push_back(std::move(seen));
  if (kept_.size() <= most_kept) return;
  tally_->dropped += kept_.front().stands_for;
  tally_->folded -= kept_.front().stands_for - 1;
  kept_.pop_front();
}

std::vector<Observation> Folding::take() {
  for (Observation& seen : waiting_) pass_on(std::move(seen));
  waiting_.clear();
  std::vector<Observation> all(std::make_move_iterator(kept_.begin()),
                               std::make_move_iterator(kept_.end()));
  // What was out of order by more than the window.
  std::stable_sort(all.begin(), all.end(), comes_before);
  tally_->kept = all.size();
  return all;
}

}  // namespace stalemate::scenarios::log
