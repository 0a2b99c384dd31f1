#include "scenarios/timed/earliest_times.h"

#include <algorithm>

#include "sim/assert.h"

namespace stalemate::scenarios {

EarliestTimes::EarliestTimes(std::size_t unknowns)
    : times_(unknowns, 0), moved_by_(unknowns, none) {
  SIM_ASSERT(unknowns > 0);
}

bool EarliestTimes::at_least(std::size_t later, std::size_t earlier, std::int64_t distance,
                             std::size_t note) {
  SIM_ASSERT(later < times_.size() && earlier < times_.size());
  bounds_.push_back({earlier, later, distance, note});
  if (times_[later] >= times_[earlier] + distance) return true;
  const std::vector<std::int64_t> before = times_;
  const std::vector<std::size_t> moved_by_before = moved_by_;
  if (settle()) return true;
  times_ = before;
  moved_by_ = moved_by_before;
  bounds_.pop_back();
  return false;
}

bool EarliestTimes::exactly(std::size_t later, std::size_t earlier, std::int64_t distance,
                            std::size_t note) {
  const std::vector<std::int64_t> before = times_;
  const std::vector<std::size_t> moved_by_before = moved_by_;
  const std::size_t count = bounds_.size();
  if (at_least(later, earlier, distance, note) && at_most(later, earlier, distance, note)) {
    return true;
  }
  times_ = before;
  moved_by_ = moved_by_before;
  bounds_.resize(count);
  return false;
}

/// Moves instants later until all bounds hold. Without a contradiction each round settles one more
/// unknown for good.
bool EarliestTimes::settle() {
  for (std::size_t round = 0; round <= times_.size(); ++round) {
    std::size_t last = none;
    for (std::size_t index = 0; index < bounds_.size(); ++index) {
      const Bound& bound = bounds_[index];
      const std::int64_t needed = times_[bound.earlier] + bound.distance;
      if (times_[bound.later] >= needed) continue;
      moved_by_[bound.later] = index;
      last = bound.later;
      // The origin was moved: what moved it goes round.
      if (last == 0) break;
      times_[last] = needed;
    }
    if (last == none) return true;
    if (last == 0 || round == times_.size()) {
      note_contradiction(last);
      return false;
    }
  }
  return false;
}

/// Goes back from an instant that moves without end to what moved it, until that has come round.
/// What nothing has moved comes no earlier than the origin, which is the way round there.
void EarliestTimes::note_contradiction(std::size_t from) {
  const auto mover = [this](std::size_t unknown) { return bounds_[moved_by_[unknown]]; };
  std::vector<bool> seen(times_.size(), false);
  std::size_t at = from;
  while (moved_by_[at] != none && !seen[at]) {
    seen[at] = true;
    at = mover(at).earlier;
  }
  if (moved_by_[at] != none) from = at;
  contradiction_.clear();
  at = from;
  do {
    contradiction_.push_back(mover(at));
    at = contradiction_.back().earlier;
  } while (at != from && moved_by_[at] != none);
  std::ranges::reverse(contradiction_);
}

}  // namespace stalemate::scenarios
