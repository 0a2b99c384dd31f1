#include "model/js/v8/watchdog.h"

#include <chrono>

#include <v8.h>

namespace stalemate::model {

Watchdog::Watchdog(v8::Isolate* isolate) : isolate_(isolate), thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  over_.notify_one();
  thread_.join();
}

/// Of the thread that runs code, or ran it last.
std::int64_t Watchdog::processor_ms() const {
  timespec time{};
  ::clock_gettime(clock_.load(std::memory_order_relaxed), &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

void Watchdog::watch() {
  constexpr int pause_ms = 250;
  std::uint64_t seen = 0;
  int pauses = 0;
  std::int64_t began_ms = 0;
  std::unique_lock lock(mutex_);
  while (!over_.wait_for(lock, std::chrono::milliseconds(pause_ms), [this] { return is_over_; })) {
    const std::uint64_t entries = entries_.load(std::memory_order_relaxed);
    pauses = entries == seen ? pauses + 1 : 0;
    seen = entries;
    if (entries % 2 == 0) continue;
    if (pauses == 0) began_ms = processor_ms();
    const bool waits = pauses * pause_ms < longest_ms;
    if (waits && processor_ms() - began_ms < patience_ms) continue;
    stopped_ = true;
    isolate_->TerminateExecution();
    pauses = 0;
  }
}

}  // namespace stalemate::model
