// Promises with the semantics of JavaScript.
//
// A promise settles at most once, with a value or with a rejection. What awaits it runs later, as a
// microtask, in the order in which it began to wait. A coroutine whose return type is Promise<T> is
// an async function (see task.h).
//
// Invariants:
//  1. A promise settles once; settling again is ignored, as in JavaScript.
//  2. Settling runs nothing: it queues one microtask per reaction, first come, first served.
//  3. A promise belongs to the owner that created it. When that owner is dead and the promise is
//     pending, it never settles.
//  4. A rejection is a value (a small number that the world gives a meaning), never a C++
//     exception.
//
// Cost: one small arena block a promise, reference-counted without atomics; a reaction of an
// awaiting coroutine lives in its frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "sim/assert.h"
#include "sim/owner.h"
#include "sim/state/account.h"

namespace stalemate::sim {

class Kernel;
struct Task;
struct PromiseCore;

enum class PromiseState : std::uint8_t { pending, fulfilled, rejected };

/// Why a promise was rejected: an index into the world's table of errors; 0 means none.
struct Rejection {
  std::uint32_t code = 0;

  bool operator==(const Rejection&) const = default;
};

/// The value of a promise that has none.
struct Done {
  std::uint32_t unused = 0;
};
inline void digest(Account& /*account*/, const Done& /*nothing*/) {}

enum class ReactionKind : std::uint8_t {
  resume,   // continue an awaiting coroutine
  follow,   // settle another promise the same way
  adopt,    // begin to follow: the extra turn JavaScript takes to resolve with a promise
  element,  // one element of all()
  notify,   // tell the world
};

/// What a world is told when a promise that it watches has settled.
struct Notice {
  std::uint32_t kind = 0;
  std::uint32_t subject = 0;
  PromiseState state = PromiseState::pending;
  Rejection rejection;
};

/// The kind of the notices about promises that were rejected with nobody waiting for them.
inline constexpr std::uint32_t unhandled_rejection_notice = 0;

/// Something that waits for a promise, or for its turn. Nodes of a FIFO list.
struct Reaction {
  Reaction* next = nullptr;
  ReactionKind kind = ReactionKind::resume;
  bool embedded = false;  // lives in a task's frame; else in a block of its own
  bool crossing = false;  // waits for another owner's promise, or its result is on its way: pending
                          // work of its own owner, unless it only tells the world
  OwnerId owner;
  std::uint64_t async_word = 0;
  union {
    PromiseCore* target = nullptr;  // counted: of those that settle another promise
    Task* task;                     // to resume
  };
  /// Counted: what a task waits for, or was last resumed with; of others, what they run with once
  /// they stand in the microtask queue.
  PromiseCore* source = nullptr;
  std::uint32_t notice_kind = 0;  // to notify
  std::uint32_t subject = 0;      // of the notice; or which element
};

struct PromiseCore {
  Kernel* kernel = nullptr;
  std::uint32_t references = 0;
  std::uint32_t value_bytes = 0;
  PromiseState state = PromiseState::pending;
  bool handled = false;
  bool locked = false;  // resolved with another promise: only that one settles it
  OwnerId creator;
  Rejection rejection;
  std::uint16_t missing = 0;        // of all(): elements not yet fulfilled
  std::uint16_t element_count = 0;  // of all(), while observing; then `elements` is in use
  union {
    Teller teller = nullptr;  // gives an account of the value
    PromiseCore** elements;   // counted; all() has no value to tell
  };
  Reaction* first = nullptr;
  Reaction* last = nullptr;

  void* payload() { return this + 1; }
};

/// Frees a promise that nothing refers to any more.
void dispose(PromiseCore* core) noexcept;

inline void retain(PromiseCore* core) noexcept {
  if (core != nullptr) ++core->references;
}
inline void release(PromiseCore* core) noexcept {
  if (core == nullptr) return;
  if (core->references > 1) {
    --core->references;
    return;
  }
  SIM_ASSERT(core->references == 1);
  dispose(core);
}

/// A counted reference to a promise of any type.
class AnyPromise {
 public:
  AnyPromise() = default;
  explicit AnyPromise(PromiseCore* core) : core_(core) { retain(core_); }
  AnyPromise(const AnyPromise& other) : core_(other.core_) { retain(core_); }
  AnyPromise(AnyPromise&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  AnyPromise& operator=(AnyPromise other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~AnyPromise() { release(core_); }

  explicit operator bool() const { return core_ != nullptr; }
  PromiseCore* core() const { return core_; }
  bool pending() const { return core_->state == PromiseState::pending; }
  bool fulfilled() const { return core_->state == PromiseState::fulfilled; }
  bool rejected() const { return core_->state == PromiseState::rejected; }
  OwnerId creator() const { return core_->creator; }
  Rejection rejection() const { return core_->rejection; }
  void reject(Rejection rejection) const;

 protected:
  PromiseCore* core_ = nullptr;
};

template <class T = Done>
class Promise : public AnyPromise {
  static_assert(std::is_trivially_copyable_v<T>, "values travel through snapshots byte by byte");
  static_assert(alignof(T) <= alignof(std::max_align_t));

 public:
  using value_type = T;
  using AnyPromise::AnyPromise;

  void fulfil(const T& value) const;
  const T& value() const {
    SIM_ASSERT(fulfilled());
    return *static_cast<const T*>(core_->payload());
  }
};

/// What `await` gives inside try/catch: the value or the rejection.
template <class T>
struct Outcome {
  Rejection rejection;
  T value{};

  bool failed() const { return rejection.code != 0; }
};

/// Marks an await that stands inside try/catch: `co_await attempt(promise)`.
template <class T>
struct Attempt {
  Promise<T> promise;
};
template <class T>
Attempt<T> attempt(Promise<T> promise) {
  return Attempt<T>{std::move(promise)};
}

}  // namespace stalemate::sim
