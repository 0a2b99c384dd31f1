// A set of a few numbers in ascending order, for what only counts by its place in it.
//
// Invariants:
//  1. The numbers stand in ascending order, each once.
//
// Cost: a scan from the largest on; worlds have a handful. Nothing is allocated once it has grown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/assert.h"

namespace stalemate::sim {

class FewNumbers {
 public:
  void clear() { count_ = 0; }
  std::size_t size() const { return count_; }

  void add(std::int64_t number) {
    std::size_t place = count_;
    while (place > 0 && numbers_[place - 1] > number) --place;
    if (place > 0 && numbers_[place - 1] == number) return;
    if (count_ == numbers_.size()) numbers_.resize(count_ * 2);
    for (std::size_t moved = count_++; moved > place; --moved)
      numbers_[moved] = numbers_[moved - 1];
    numbers_[place] = number;
  }

  /// Requires that there are more numbers than `place`.
  std::int64_t at(std::size_t place) const { return numbers_[place]; }

  /// How many smaller ones there are. Requires that the number was added.
  std::size_t place_of(std::int64_t number) const {
    std::size_t place = 0;
    while (place < count_ && numbers_[place] < number) ++place;
    SIM_ASSERT(place < count_ && numbers_[place] == number);
    return place;
  }

 private:
  std::vector<std::int64_t> numbers_ = std::vector<std::int64_t>(16);
  std::size_t count_ = 0;
};

}  // namespace stalemate::sim
