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
  any_ = false;
  at_an_instant_ = false;
}

void ClockOrder::add_deadline(std::int64_t at) {
  const std::int64_t distance = at - now_;
  if (distance < 0) return;
  const std::int64_t remainder = distance - units_of(distance) * unit_;
  remainders_.add(remainder);
  if (remainder == 0) at_an_instant_ = true;
  if (distance == 0) return;
  any_ = true;
  if (!next_ || at < *next_) {
    second_ = std::exchange(next_, at);
  } else if (at > *next_ && (!second_ || at < *second_)) {
    second_ = at;
  }
}

std::optional<std::int64_t> ClockOrder::next_instant() const {
  if (!any_) return std::nullopt;
  return now_ + (remainders_.size() > 1 ? remainders_.at(1) : unit_);
}

/// Most deadlines are less than two units away.
std::int64_t ClockOrder::units_of(std::int64_t distance) const {
  if (distance < unit_) return 0;
  if (distance < 2 * unit_) return 1;
  return distance / unit_;
}

RelativeInstant ClockOrder::deadline(std::int64_t at) const {
  RelativeInstant instant;
  const std::int64_t distance = at - now_;
  if (distance < 0) {
    instant.past = true;
    return instant;
  }
  const std::int64_t units = units_of(distance);
  instant.units = static_cast<std::uint32_t>(units);
  instant.place = static_cast<std::uint32_t>(remainders_.place_of(distance - units * unit_));
  return instant;
}

std::uint32_t ClockOrder::stamp(std::int64_t at) const {
  SIM_ASSERT(at <= now_);
  return static_cast<std::uint32_t>(stamps_.size() - 1 - stamps_.place_of(at));
}

}  // namespace stalemate::sim
