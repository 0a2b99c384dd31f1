#include "sim/state/state_digest.h"

#include <algorithm>
#include <limits>

#include "sim/hash.h"

namespace stalemate::sim {

void StateDigest::begin(std::int64_t now) {
  clock_.begin(now);
  items_.clear();
  for (auto& values : ranked_) values.clear();
  sections_.assign(1, Section{});
  section_ = 0;
  hash_ = 0;
}

void StateDigest::open() {
  sections_[section_].hash = hash_;
  sections_.push_back({0, 0, section_, static_cast<std::uint32_t>(items_.size())});
  section_ = static_cast<std::uint32_t>(sections_.size() - 1);
  hash_ = 0;
}

void StateDigest::close() {
  SIM_ASSERT(section_ != 0);
  sections_[section_].hash = hash_;
  section_ = sections_[section_].parent;
  hash_ = sections_[section_].hash;
}

void StateDigest::copy(Excerpt& to) const {
  SIM_ASSERT(section_ + 1 == sections_.size());
  to.hash_ = hash_;
  to.items_.assign(items_.begin() + sections_[section_].first_item, items_.end());
  to.first_deadline_ = std::numeric_limits<std::int64_t>::max();
  for (const Item& item : to.items_) {
    if (item.kind == Kind::deadline) to.first_deadline_ = std::min(to.first_deadline_, item.value);
  }
}

void StateDigest::repeat(const Excerpt& section) {
  const auto number = static_cast<std::uint32_t>(sections_.size());
  const auto first_item = static_cast<std::uint32_t>(items_.size());
  sections_.push_back({section.hash_, 0, section_, first_item});
  for (const Item& item : section.items_) {
    items_.push_back({item.kind, number, item.value});
    meet(item.kind, item.value);
  }
}

std::uint64_t StateDigest::code(const Item& item) const {
  switch (item.kind) {
    case Kind::deadline: {
      const RelativeInstant instant = clock_.deadline(item.value);
      return (static_cast<std::uint64_t>(instant.units) << 16) + instant.place;
    }
    case Kind::stamp:
      return clock_.stamp(item.value);
    default:
      return ranked_[item.kind == Kind::first_rank ? 0 : 1].place_of(item.value);
  }
}

std::uint64_t StateDigest::finish() {
  SIM_ASSERT(section_ == 0);
  sections_[0].hash = hash_;
  for (const Item& item : items_) {
    section_ = item.section;
    hash_ = sections_[section_].hash;
    word(code(item) * 8 + static_cast<std::uint64_t>(item.kind));
    sections_[section_].hash = hash_;
  }
  // Sections stand behind those they belong to.
  for (std::size_t index = sections_.size() - 1; index > 0; --index) {
    const Section& section = sections_[index];
    sections_[section.parent].sum += mix(section.hash, section.sum);
  }
  section_ = 0;
  return mix(sections_[0].hash, sections_[0].sum);
}

}  // namespace stalemate::sim
