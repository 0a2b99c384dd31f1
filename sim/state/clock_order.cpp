#include "sim/state/clock_order.h"

#include <algorithm>

#include "sim/assert.h"

namespace stalemate::sim {

namespace {

std::int64_t anchor_of(std::int64_t distance, std::int64_t unit) {
  return (distance + unit / 2) / unit * unit;
}

void sort_unique(std::vector<std::int64_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::int64_t place_of(const std::vector<std::int64_t>& sorted, std::int64_t value) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), value);
  SIM_ASSERT(found != sorted.end() && *found == value);
  return found - sorted.begin();
}

}  // namespace

void ClockOrder::begin(std::int64_t now) {
  now_ = now;
  remainders_.assign(1, 0);
  deadlines_.assign(1, now);
  stamps_.assign(1, now);
  next_.reset();
  exhausted_ = false;
  at_now_ = false;
}

void ClockOrder::add_deadline(std::int64_t at) {
  const std::int64_t distance = at - now_;
  if (distance < 0) return;
  if (distance == 0) at_now_ = true;
  const std::int64_t remainder = distance - anchor_of(distance, unit_);
  remainders_.push_back(remainder);
  deadlines_.push_back(at);
  if (remainder > unit_ / 4 || remainder < -unit_ / 4) exhausted_ = true;
  if (distance > 0 && (!next_ || at < *next_)) next_ = at;
}

void ClockOrder::seal() {
  if (remainders_.size() > 1) sort_unique(remainders_);
  if (deadlines_.size() > 1) sort_unique(deadlines_);
  if (stamps_.size() > 1) sort_unique(stamps_);
  zero_ = place_of(remainders_, 0);
}

RelativeInstant ClockOrder::deadline(std::int64_t at) const {
  RelativeInstant instant;
  const std::int64_t distance = at - now_;
  if (distance < 0) {
    instant.past = true;
    return instant;
  }
  instant.anchor = anchor_of(distance, unit_);
  instant.place =
      static_cast<std::int32_t>(place_of(remainders_, distance - instant.anchor) - zero_);
  return instant;
}

std::uint32_t ClockOrder::order(std::int64_t at) const {
  return at < now_ ? 0 : static_cast<std::uint32_t>(place_of(deadlines_, at) + 1);
}

std::uint32_t ClockOrder::stamp(std::int64_t at) const {
  SIM_ASSERT(at <= now_);
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(stamps_.size()) - 1 -
                                    place_of(stamps_, at));
}

}  // namespace stalemate::sim
