// What generators of random worlds draw with. Only inside a rapidcheck generator or property.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include <rapidcheck.h>

#include "model/names.h"

namespace stalemate::model::draws {

template <class T>
T one_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

/// A number in [low, high], shrinking to low.
inline std::int64_t number(std::int64_t low, std::int64_t high) {
  return *rc::gen::inRange<std::int64_t>(low, high + 1);
}

/// True about once in `rarity` times; shrinks to false.
inline bool sometimes(std::int64_t rarity) { return number(0, rarity - 1) == rarity - 1; }

template <class Enum>
Enum any_of() {
  return static_cast<Enum>(number(0, static_cast<std::int64_t>(count_of<Enum>()) - 1));
}

}  // namespace stalemate::model::draws
