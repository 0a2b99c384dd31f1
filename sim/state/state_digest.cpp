#include "sim/state/state_digest.h"

#include <algorithm>

#include "sim/hash.h"

namespace stalemate::sim {

void StateDigest::begin(std::int64_t now) {
  now_ = now;
  parts_.clear();
  place_count_ = 0;
  different_.clear();
}

StateDigest::Section StateDigest::add(Section parent, std::uint64_t words,
                                      std::span<const OrderedNumber> numbers) {
  const auto section = static_cast<Section>(parts_.size());
  SIM_ASSERT(parent < section || section == root);
  if (place_count_ + numbers.size() > places_.size()) {
    places_.resize(2 * places_.size() + numbers.size());
  }
  std::uint32_t* place = places_.data() + place_count_;
  for (const OrderedNumber number : numbers) *place++ = place_of(number);
  place_count_ += numbers.size();
  parts_.push_back({words, words, 0, parent, static_cast<std::uint32_t>(place_count_)});
  return section;
}

/// A state holds a dozen different numbers at most, so they are found by a scan.
std::uint32_t StateDigest::place_of(OrderedNumber number) {
  const OrderedNumber* const all = different_.data();
  const auto count = static_cast<std::uint32_t>(different_.size());
  for (std::uint32_t place = 0; place < count; ++place) {
    if (all[place] == number) return place;
  }
  different_.push_back(number);
  return count;
}

std::uint64_t StateDigest::code(OrderedNumber number) const {
  const std::int64_t value = number.value();
  switch (number.kind()) {
    case OrderedNumber::Kind::mark:
      return deadlines_before(value);
    case OrderedNumber::Kind::deadline: {
      if (value < clock_.now()) return 0;  // that it is past is all that counts
      const RelativeInstant instant = clock_.deadline(value);
      return (static_cast<std::uint64_t>(instant.units) << 16) + instant.place + 1;
    }
    case OrderedNumber::Kind::stamp:
      return clock_.stamp(std::min(value, now_));  // nothing is later than now
    case OrderedNumber::Kind::first_rank:
      return ranked_[0].place_of(value);
    case OrderedNumber::Kind::second_rank:
      return ranked_[1].place_of(value);
  }
  return 0;
}

/// Of those to come.
std::uint64_t StateDigest::deadlines_before(std::int64_t at) const {
  std::uint64_t count = 0;
  for (const OrderedNumber number : different_) {
    const bool deadline = number.kind() == OrderedNumber::Kind::deadline;
    if (deadline && number.value() >= now_ && number.value() < at) ++count;
  }
  return count;
}

void StateDigest::order_numbers() {
  if (now_ == clock_.now() && different_ == coded_) return;
  clock_.begin(now_);
  for (FewNumbers& numbers : ranked_) numbers.clear();
  for (const OrderedNumber number : different_) {
    switch (number.kind()) {
      case OrderedNumber::Kind::deadline:
        clock_.add_deadline(number.value());
        break;
      case OrderedNumber::Kind::mark:
        break;
      case OrderedNumber::Kind::stamp:
        clock_.add_stamp(std::min(number.value(), now_));
        break;
      case OrderedNumber::Kind::first_rank:
        ranked_[0].add(number.value());
        break;
      case OrderedNumber::Kind::second_rank:
        ranked_[1].add(number.value());
        break;
    }
  }
  codes_.resize(different_.size());
  for (std::size_t place = 0; place < codes_.size(); ++place)
    codes_[place] = code(different_[place]);
  coded_.swap(different_);  // the next digest begins with none
}

std::vector<StateDigest::CodedNumber> StateDigest::numbers_of(Section section) const {
  std::vector<CodedNumber> numbers;
  const std::uint32_t first = section > 0 ? parts_[section - 1].numbers_end : 0;
  for (std::uint32_t at = first; at < parts_[section].numbers_end; ++at) {
    numbers.push_back({coded_[places_[at]], codes_[places_[at]]});
  }
  return numbers;
}

std::uint64_t StateDigest::finish() {
  order_numbers();
  // Sections stand behind those they belong to, so from the last on all of a section is known.
  for (std::size_t index = parts_.size(); index-- > 0;) {
    Part& part = parts_[index];
    const std::uint32_t first = index > 0 ? parts_[index - 1].numbers_end : 0;
    for (std::uint32_t at = first; at < part.numbers_end; ++at) {
      part.hash = Account::folded(part.hash, codes_[places_[at]]);
    }
    part.hash = mix(part.hash, part.sum);
    if (index > 0) parts_[part.parent].sum += part.hash;
  }
  return parts_[root].hash;
}

}  // namespace stalemate::sim
