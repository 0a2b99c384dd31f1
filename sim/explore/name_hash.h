// Numbers drawn for names, the same whenever the name comes up again in the run.
//
// Invariants:
//  1. A draw depends on the seed and on the text and number of the name, never on an address.
//
// Cost: some nanoseconds a name.
#pragma once

#include <cstdint>
#include <cstring>

#include "sim/gate.h"
#include "sim/hash.h"

namespace stalemate::sim {

/// For all names with this text, whatever their number.
inline std::uint64_t draw_for_text(std::uint64_t seed, const Name& name) {
  return XXH3_64bits_withSeed(name.text, std::strlen(name.text), seed);
}

inline std::uint64_t draw_for(std::uint64_t seed, const Name& name) {
  return mix(draw_for_text(seed, name), static_cast<std::uint64_t>(name.number));
}

/// The name with the highest number; requires that there is one.
inline std::uint32_t highest_of(std::uint64_t seed, const ChoicePoint& point) {
  SIM_ASSERT(point.count > 0 && point.names != nullptr);
  std::uint32_t highest = 0;
  std::uint64_t height = 0;
  for (std::uint32_t index = 0; index < point.count; ++index) {
    const std::uint64_t drawn = draw_for(seed, point.names[index]);
    if (index > 0 && drawn <= height) continue;
    highest = index;
    height = drawn;
  }
  return highest;
}

}  // namespace stalemate::sim
