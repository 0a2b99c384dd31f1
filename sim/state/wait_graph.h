// Gives an account of what the suspended code of one owner waits for, and what will happen when it
// comes.
//
// The basic idea. Between macro-steps all code waits. What it waits for hangs from roots: promises
// of operations in flight, timers, reactions on their way from another owner. From a root the walk
// follows the reactions, first in first out, through suspended functions to the promises of their
// results. Functions that nothing will wake come last.
//
// Invariants:
//  1. Promises and functions are named by the order in which the walk meets them, never by address.
//  2. After all(), every suspended function of the owner has been told exactly once.
//
// Cost: tens of nanoseconds a promise; owners have a handful.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel.h"
#include "sim/state/account.h"
#include "sim/task.h"

namespace stalemate::sim {

class WaitGraph {
 public:
  explicit WaitGraph(const Kernel& kernel) : kernel_(&kernel) {}

  /// Starts the walk of an owner. @param account what is met is told to it; must outlive the walk
  void begin(OwnerId owner, Account& account);
  /// A promise and all that waits for it.
  void promise(const PromiseCore* core);
  /// The owner's timers, what is on its way to it, and its functions that were not met so far.
  void rest();
  /// Whether this owner's code has to do with another's: then owners are not interchangeable.
  bool crosses() const { return crosses_; }
  /// Whether the walk has met nothing but the owner's own: then what it told stays the same until
  /// Kernel::changes() of the owner grows.
  bool alone() const { return alone_; }

 private:
  bool met(const void* thing, std::vector<const void*>& before);
  std::uint32_t label_of(OwnerId owner) const;
  void reaction(const Reaction& reaction);
  void task(const Task& task);

  const Kernel* kernel_;
  Account* account_ = nullptr;
  OwnerId owner_;
  std::uint32_t label_ = 0;  // the owner's
  bool crosses_ = false;
  bool alone_ = true;
  std::vector<const void*> promises_;  // that were met, in that order
  std::vector<const void*> tasks_;
};

}  // namespace stalemate::sim
