// What a suspended async function has observed: its arguments, the values it was resumed with, and
// what it keeps of the shared values that it read. With its identity that is all its future depends
// on, so states can be matched without looking into coroutine frames.
//
// Invariants:
//  1. What a function keeps across an await of something shared, it notes (Kernel::note). What it
//     acts on before it awaits the next time need not be noted: what it has done tells it.
//  2. What a function has observed is forgotten when it ends.
//
// Cost: one arena block an observation; nothing while the kernel is not observing.
#pragma once

#include <cstddef>

#include "sim/state/state_digest.h"

namespace stalemate::sim {

struct alignas(std::max_align_t) Observation {
  Observation* next = nullptr;
  Teller teller = nullptr;
  std::size_t bytes = 0;  // with this header

  const void* value() const { return this + 1; }
};

}  // namespace stalemate::sim
