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

void Watchdog::watch() {
  constexpr int pause_ms = 250;
  std::uint64_t seen = 0;
  int pauses = 0;
  std::unique_lock lock(mutex_);
  while (!over_.wait_for(lock, std::chrono::milliseconds(pause_ms), [this] { return is_over_; })) {
    const std::uint64_t entries = entries_.load(std::memory_order_relaxed);
    pauses = entries == seen ? pauses + 1 : 0;
    seen = entries;
    if (entries % 2 == 0 || pauses * pause_ms < patience_ms) continue;
    stopped_ = true;
    isolate_->TerminateExecution();
    pauses = 0;
  }
}

}  // namespace stalemate::model
