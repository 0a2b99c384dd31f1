#include "sim/state/clock_order.h"

#include <utility>

namespace stalemate::sim {

void ClockOrder::begin(std::int64_t now) {
  now_ = now;
  remainders_.clear();
  remainders_.add(0);
  stamps_.clear();
  stamps_.add(now);
  next_.reset();
  second_.reset();
  at_an_instant_ = false;
  exhausted_ = false;
}

void ClockOrder::add_deadline(std::int64_t at) {
  const std::int64_t distance = at - now_;
  if (distance < 0) return;
  const std::int64_t remainder = distance - anchor_of(distance);
  remainders_.add(remainder);
  if (remainder > unit_ / 4 || remainder < -unit_ / 4) exhausted_ = true;
  if (distance == 0) at_an_instant_ = true;
  if (distance == 0) return;
  if (!next_ || at < *next_) {
    second_ = std::exchange(next_, at);
  } else if (at > *next_ && (!second_ || at < *second_)) {
    second_ = at;
  }
}

void ClockOrder::seal() { zero_ = static_cast<std::int64_t>(remainders_.place_of(0)); }

/// The multiple of the unit that is nearest. Most deadlines are less than two units away.
std::int64_t ClockOrder::anchor_of(std::int64_t distance) const {
  const std::int64_t half = unit_ / 2;
  if (distance + half < unit_) return 0;
  if (distance + half < 2 * unit_) return unit_;
  return (distance + half) / unit_ * unit_;
}

RelativeInstant ClockOrder::deadline(std::int64_t at) const {
  RelativeInstant instant;
  const std::int64_t distance = at - now_;
  if (distance < 0) {
    instant.past = true;
    return instant;
  }
  instant.anchor = anchor_of(distance);
  const auto place = static_cast<std::int64_t>(remainders_.place_of(distance - instant.anchor));
  instant.place = static_cast<std::int32_t>(place - zero_);
  return instant;
}

std::uint32_t ClockOrder::stamp(std::int64_t at) const {
  SIM_ASSERT(at <= now_);
  return static_cast<std::uint32_t>(stamps_.size() - 1 - stamps_.place_of(at));
}

}  // namespace stalemate::sim
