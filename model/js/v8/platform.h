// V8 in this process: started once, without threads of its own, with clocks that are virtual.
//
// V8 allows one platform for each process and asks it for the time; the engine whose isolate is
// entered gives the answer, so that worlds on several threads keep clocks of their own.
//
// Invariants:
//  1. Date shows the time of the world that is running, on whatever thread.
//  2. Nothing of V8 runs but when an engine calls it.
#pragma once

#include <memory>

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

/// Memory for buffers, each within a limit: V8's own limit does not count it.
std::unique_ptr<v8::ArrayBuffer::Allocator> bounded_buffers();

}  // namespace stalemate::model
