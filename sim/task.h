// Async functions: a coroutine that returns Promise<T> behaves like `async function` in JavaScript.
//
// It runs at once up to its first await, and its promise settles when it returns. An await always
// takes a turn, even of a settled promise. There are two forms of it:
//
//   const T value = co_await promise;             // a rejection ends the function with it
//   const Outcome<T> o = co_await attempt(promise);  // inside try/catch
//
// so an async function reads like its JavaScript, without C++ exceptions. The first parameter (or
// the object, for a member function) must offer kernel(), which says in which world it runs.
//
// Invariants:
//  1. A suspended frame belongs to the owner that was current when the function was called, and is
//     destroyed with it. Destroying a frame runs destructors of locals and nothing else: what
//     JavaScript does in `finally` must be code after an await, never a destructor.
//  2. A rejection that no attempt() catches destroys the frame and rejects its promise.
//  3. While the kernel is observing, `observed` tells what the function has observed since it
//     was called, its arguments first, or since it has forgotten that: with its identity, all that
//     its future depends on.
//
// Cost: one arena block a call; an await allocates nothing.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstring>
#include <new>

#include "sim/kernel.h"
#include "sim/promise.h"

namespace stalemate::sim {

/// The part of a coroutine frame that the kernel knows.
struct Task {
  Kernel* kernel = nullptr;
  Task* previous = nullptr;
  Task* next = nullptr;
  OwnerId owner;
  bool catches = false;           // the current await stands inside try/catch
  bool waiting = false;           // its reaction stands in a list or an event
  PromiseCore* result = nullptr;  // counted: the function's own promise
  Reaction reaction;
  Task* caller = nullptr;  // while it runs: who called it and has not suspended
  std::uint16_t observation_count = 0;
  std::uint64_t observed = Account::no_words;  // the words of what it has observed
  ObservedNumber* observed_numbers = nullptr;  // the latest first
  std::coroutine_handle<> handle;

  /// What it waits for, or was last resumed with.
  PromiseCore* awaited() const { return reaction.source; }
};

template <class T>
struct Awaiter {
  Task* task;
  PromiseCore* source;  // kept alive by the awaiting expression until the await has begun

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*handle*/) const {
    task->kernel->await(*task, source);
  }
  T await_resume() const {
    const T value = *static_cast<const T*>(task->awaited()->payload());
    if (task->kernel->observing()) [[unlikely]]
      task->kernel->keep_observation(*task, value);
    return value;
  }
};

template <class T>
struct AttemptAwaiter {
  Task* task;
  PromiseCore* promise;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*handle*/) const {
    task->catches = true;
    task->kernel->await(*task, promise);
  }
  Outcome<T> await_resume() const {
    task->catches = false;
    Outcome<T> outcome;
    PromiseCore* const source = task->awaited();
    outcome.rejection = source->rejection;
    if (source->state == PromiseState::fulfilled) {
      outcome.value = *static_cast<const T*>(source->payload());
    }
    if (task->kernel->observing()) [[unlikely]] {
      task->kernel->keep_observation(*task, outcome.value);
      task->kernel->keep_observation(*task, outcome.rejection.code);
    }
    return outcome;
  }
};

/// Marks an await after which the function uses nothing of what it has observed, neither arguments
/// nor results of earlier awaits, but to show it: `co_await forgetting(promise)`, or
/// `co_await forgetting(attempt(promise))`. States that differ in nothing else are then the same.
template <class Awaited>
struct Forgetting {
  Awaited awaited;
};
template <class Awaited>
Forgetting<Awaited> forgetting(Awaited awaited) {
  return Forgetting<Awaited>{std::move(awaited)};
}
template <class Remembering>
struct ForgettingAwaiter : Remembering {
  void await_suspend(std::coroutine_handle<> handle) const {
    if (this->task->kernel->observing()) [[unlikely]]
      this->task->kernel->forget_what_was_seen(*this->task);
    Remembering::await_suspend(handle);
  }
};

template <class T>
class AsyncFrameBase : public Task {
 public:
  AsyncFrameBase() = default;
  AsyncFrameBase(const AsyncFrameBase&) = delete;
  ~AsyncFrameBase() { kernel->drop_task(*this); }

  /// Frames live in the arena of the world that the first argument belongs to.
  template <class First, class... Rest>
  static void* operator new(std::size_t size, First& first, Rest&... /*rest*/) {
    Arena* const arena = &first.kernel().arena();
    auto* const frame = static_cast<std::byte*>(arena->allocate(size + sizeof(arena)));
    // Behind the frame, where its alignment costs nothing.
    std::memcpy(frame + size, &arena, sizeof(arena));
    return frame;
  }
  static void operator delete(void* frame, std::size_t size) noexcept {
    Arena* arena = nullptr;
    std::memcpy(&arena, static_cast<std::byte*>(frame) + size, sizeof(arena));
    arena->deallocate(frame, size + sizeof(arena));
  }

  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept {
    assertion_failed("no exception leaves an async function", __FILE__, __LINE__);
  }

  template <class U>
  Awaiter<U> await_transform(const Promise<U>& promise) {
    return {this, promise.core()};
  }
  template <class U>
  AttemptAwaiter<U> await_transform(const Attempt<U>& attempted) {
    return {this, attempted.promise.core()};
  }
  template <class Awaited>
  auto await_transform(const Forgetting<Awaited>& forgotten) {
    using Remembering = decltype(await_transform(forgotten.awaited));
    return ForgettingAwaiter<Remembering>{await_transform(forgotten.awaited)};
  }

 protected:
  Promise<T> open() {
    Promise<T> promise = kernel->pending<T>();
    result = promise.core();
    retain(result);
    kernel->add_task(*this);
    return promise;
  }
};

/// An argument that an async function was given by reference.
template <class T>
struct Constant {
  const T* value;
};
template <class T>
void digest(Account& account, const Constant<T>& constant) {
  digest(account, *constant.value);
}

template <class T, class First>
class AsyncFrame : public AsyncFrameBase<T> {
 public:
  template <class... Rest>
  explicit AsyncFrame(First& first, Rest&... rest) {
    this->kernel = &first.kernel();
    if (this->kernel->observing()) [[unlikely]]
      (keep_argument(rest), ...);
  }

  Promise<T> get_return_object() {
    this->handle = std::coroutine_handle<AsyncFrame>::from_promise(*this);
    return this->open();
  }
  void return_value(const T& value) { fulfil(this->result, value); }
  /// `return promise` and `throw` of JavaScript.
  void return_value(const Promise<T>& promise) {
    this->kernel->resolve_with(this->result, promise.core());
  }
  void return_value(Rejection rejection) { AnyPromise(this->result).reject(rejection); }

 private:
  /// A promise that is passed is known by what waits for it.
  template <class Argument>
  void keep_argument(Argument& argument) {
    if constexpr (std::is_base_of_v<AnyPromise, Argument>) {
      return;
    } else if constexpr (std::is_const_v<Argument>) {
      // A reference to something that never changes and outlives the call.
      this->kernel->keep_observation(*this, Constant<Argument>{&argument});
    } else {
      this->kernel->keep_observation(*this, argument);
    }
  }
};

}  // namespace stalemate::sim

template <class T, class First, class... Rest>
struct std::coroutine_traits<stalemate::sim::Promise<T>, First&, Rest...> {
  using promise_type = stalemate::sim::AsyncFrame<T, First>;
};
