#include "scenarios/timed/earliest_times.h"

#include "sim/assert.h"

namespace stalemate::scenarios {

EarliestTimes::EarliestTimes(std::size_t unknowns) : times_(unknowns, 0) {
  SIM_ASSERT(unknowns > 0);
}

bool EarliestTimes::at_least(std::size_t later, std::size_t earlier, std::int64_t distance) {
  SIM_ASSERT(later < times_.size() && earlier < times_.size());
  bounds_.push_back({earlier, later, distance});
  if (times_[later] >= times_[earlier] + distance) return true;
  const std::vector<std::int64_t> before = times_;
  if (settle()) return true;
  times_ = before;
  bounds_.pop_back();
  return false;
}

bool EarliestTimes::exactly(std::size_t later, std::size_t earlier, std::int64_t distance) {
  const std::vector<std::int64_t> before = times_;
  const std::size_t count = bounds_.size();
  if (at_least(later, earlier, distance) && at_most(later, earlier, distance)) return true;
  times_ = before;
  bounds_.resize(count);
  return false;
}

/// Moves instants later until all bounds hold. Without a contradiction each round settles one more
/// unknown for good.
bool EarliestTimes::settle() {
  for (std::size_t round = 0; round <= times_.size(); ++round) {
    bool moved = false;
    for (const Bound& bound : bounds_) {
      const std::int64_t needed = times_[bound.earlier] + bound.distance;
      if (times_[bound.later] >= needed) continue;
      if (bound.later == 0) return false;
      times_[bound.later] = needed;
      moved = true;
    }
    if (!moved) return true;
  }
  return false;
}

}  // namespace stalemate::scenarios
