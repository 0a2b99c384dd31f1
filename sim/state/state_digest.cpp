#include "sim/state/state_digest.h"

#include <algorithm>

#include "sim/hash.h"

namespace stalemate::sim {

void StateDigest::begin(std::int64_t now) {
  clock_.begin(now);
  items_.clear();
  for (auto& values : ranked_) values.clear();
}

std::uint64_t StateDigest::code(const Item& item) const {
  switch (item.kind) {
    case Kind::deadline: {
      const RelativeInstant instant = clock_.deadline(item.value);
      if (instant.past) return 1;
      return (static_cast<std::uint64_t>(instant.anchor) << 16) +
             static_cast<std::uint64_t>(instant.place + 0x4000);
    }
    case Kind::stamp:
      return clock_.stamp(item.value);
    case Kind::first_rank:
    case Kind::second_rank: {
      const auto& sorted = ranked_[item.kind == Kind::first_rank ? 0 : 1];
      return static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), item.value) -
                                        sorted.begin());
    }
    default:
      return static_cast<std::uint64_t>(item.value);
  }
}

std::uint64_t StateDigest::finish() {
  clock_.seal();
  for (auto& values : ranked_) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  std::uint64_t whole = 0;
  std::uint64_t section = 0;
  bool in_section = false;
  for (const Item& item : items_) {
    switch (item.kind) {
      case Kind::group:
        sections_.clear();
        break;
      case Kind::section:
        if (in_section) sections_.push_back(section);
        in_section = true;
        section = 0;
        break;
      case Kind::end:
        if (in_section) sections_.push_back(section);
        in_section = false;
        std::sort(sections_.begin(), sections_.end());
        whole = mix(whole, sections_.size());
        for (const std::uint64_t hash : sections_) whole = mix(whole, hash);
        break;
      default: {
        std::uint64_t& hash = in_section ? section : whole;
        hash = mix(hash, code(item) ^ (static_cast<std::uint64_t>(item.kind) << 60));
      }
    }
  }
  return whole;
}

}  // namespace stalemate::sim
