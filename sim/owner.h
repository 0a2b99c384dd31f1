// An owner is what promises, suspended code, operations and timers belong to: a thing that can be
// killed.
//
// Invariants:
//  1. Killing an owner destroys its suspended frames without resuming them: no code after an
//     await runs, no clean-up, no error handler. Its pending promises never settle.
//  2. An identity is never reused while anything may still hold it: slots are, serials are not.
//  3. The world itself owns what belongs to nobody else (`nobody`), and is never killed.
#pragma once

#include <bit>
#include <cstdint>

namespace stalemate::sim {

struct alignas(4) OwnerId {
  std::uint16_t slot = 0;
  std::uint16_t serial = 0;

  /// One comparison: this is asked at every turn.
  bool operator==(const OwnerId& other) const {
    return std::bit_cast<std::uint32_t>(*this) == std::bit_cast<std::uint32_t>(other);
  }
};

inline constexpr OwnerId nobody{};

}  // namespace stalemate::sim
