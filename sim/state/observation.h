// What a suspended async function has observed: its arguments, the values it was resumed with, and
// what it keeps of the shared values that it read. With its identity that is all its future depends
// on, so states can be matched without looking into coroutine frames.
//
// A function keeps the account of it, not the values: the hash of the words, and a list of the
// numbers that only count by order.
//
// Invariants:
//  1. What a function keeps across an await of something shared, it notes (Kernel::note). What it
//     acts on before it awaits the next time need not be noted: what it has done tells it.
//  2. What a function has observed is forgotten when it ends.
//
// Cost: a few nanoseconds a value and one small arena block for each of its numbers that only count
// by order; nothing while nobody observes.
#pragma once

#include "sim/state/account.h"

namespace stalemate::sim {

/// A number that a function has observed, and those before it.
struct ObservedNumber {
  ObservedNumber* next = nullptr;
  OrderedNumber number;
};

/// Lets functions keep what they observe. Stands outside the world, and holds nothing of it.
struct Observer {
  explicit Observer(bool with_stamps, bool with_shown = false) : account(with_stamps, with_shown) {}

  Account account;           // of the value that is being observed
  Teller ignored = nullptr;  // values of this type are not kept: to show that it matters
};

}  // namespace stalemate::sim
