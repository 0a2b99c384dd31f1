// What lies under each key: the page's artifacts and the tags' markers in place, other keys, which
// only scripts use, in a list that grows.
//
// Invariants:
//  1. A key that was never written reads as a T made from nothing.
//  2. Without scripts nothing is allocated.
//
// Cost: one comparison more than an array.
#pragma once

#include <array>

#include "model/kv/value.h"
#include "sim/arena.h"

namespace stalemate::model {

template <class T>
class KeySlots {
 public:
  explicit KeySlots(sim::Arena& arena) : others_(sim::ArenaAllocator<T>(arena)) {}

  const T& at(Key key) const {
    if (key < first_other_key) [[likely]]
      return known_[key];
    return key - first_other_key < others_.size() ? others_[key - first_other_key] : nothing;
  }
  T& at(Key key) {
    if (key < first_other_key) [[likely]]
      return known_[key];
    if (key - first_other_key >= others_.size()) others_.resize(key - first_other_key + 1);
    return others_[key - first_other_key];
  }
  /// Beyond every key that was written.
  Key end() const { return first_other_key + static_cast<Key>(others_.size()); }

 private:
  static constexpr T nothing{};

  std::array<T, key_limit> known_{};
  sim::Vector<T> others_;
};

}  // namespace stalemate::model
