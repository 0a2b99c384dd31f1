// V8 in this process: started once, without threads of its own, with clocks that are virtual.
//
// V8 allows one platform for each process and asks it for the time; the engine whose isolate is
// entered gives the answer, so that worlds on several threads keep clocks of their own.
//
// Invariants:
//  1. Date shows the time of the world that is running, on whatever thread.
//  2. Nothing of V8 runs but when an engine calls it.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <v8-array-buffer.h>

namespace stalemate::model {

/// Whose isolate it is tells the time.
class VirtualClock {
 public:
  virtual ~VirtualClock() = default;
  virtual double now_ms() = 0;
};

/// Where an isolate keeps its VirtualClock (v8::Isolate::SetData).
inline constexpr unsigned clock_slot = 0;

/// Starts V8 if it has not been started.
void start_v8();

/// Memory for buffers, all of them together within a limit: V8's own limit does not count it.
class BoundedBuffers final : public v8::ArrayBuffer::Allocator {
 public:
  static constexpr std::size_t limit = std::size_t{256} * 1024 * 1024;

  /// @param on_refusal called when there is none: V8 collects garbage then, and may ask again
  explicit BoundedBuffers(std::function<void()> on_refusal) : on_refusal_(std::move(on_refusal)) {}

  void* Allocate(std::size_t length) override;
  void* AllocateUninitialized(std::size_t length) override { return Allocate(length); }
  void Free(void* data, std::size_t length) override;
  /// Whether there was none for the last that was asked for.
  bool has_refused() const { return refused_; }
  void forget_refusal() { refused_ = false; }

 private:
  std::function<void()> on_refusal_;
  std::size_t used_ = 0;
  bool refused_ = false;
};

}  // namespace stalemate::model
