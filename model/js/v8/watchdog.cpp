#include "model/js/v8/watchdog.h"

#include <chrono>
#include <utility>

#include <v8.h>

namespace stalemate::model {

Watchdog::Watchdog(v8::Isolate* isolate, std::function<bool()> look)
    : isolate_(isolate), look_(std::move(look)), thread_([this] { watch(); }) {}

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
  std::uint64_t run = 0;
  std::int64_t run_began_ms = 0;
  std::unique_lock lock(mutex_);
  while (!over_.wait_for(lock, std::chrono::milliseconds(pause_ms), [this] { return is_over_; })) {
    const std::uint64_t entries = entries_.load(std::memory_order_relaxed);
    pauses = entries == seen ? pauses + 1 : 0;
    seen = entries;
    if (entries % 2 == 0) continue;
    const std::int64_t now_ms = processor_ms();
    if (pauses == 0) began_ms = now_ms;
    if (const std::uint64_t runs = runs_; std::exchange(run, runs) != runs) run_began_ms = now_ms;
    const bool waits = pauses * pause_ms < longest_ms;
    const bool long_run = now_ms - run_began_ms >= patience_of_run_ms;
    if (is_wanted() && waits && now_ms - began_ms < patience_ms && !long_run) continue;
    reason_ = !is_wanted() ? Reason::not_wanted : long_run ? Reason::long_run : Reason::no_end;
    stop(lock, entries);
    pauses = 0;
  }
}

/// Code that comes to an end meanwhile is not stopped, nor what runs after it.
void Watchdog::stop(std::unique_lock<std::mutex>& lock, std::uint64_t entry) {
  constexpr int looks = 100;
  constexpr std::chrono::milliseconds between_looks{2};
  too_long_ = entry;
  for (looks_left_ = looks; looks_left_ > 0 && !is_over_ && !stopped_; --looks_left_) {
    isolate_->RequestInterrupt(on_interrupt, this);
    over_.wait_for(lock, between_looks, [this] { return is_over_; });
    if (entries_ != entry) return;
  }
}

void Watchdog::on_interrupt(v8::Isolate* isolate, void* data) {
  auto* const watchdog = static_cast<Watchdog*>(data);
  if (watchdog->too_long_ != watchdog->entries_ || watchdog->stopped_) return;
  if (!watchdog->look_() && watchdog->looks_left_ > 1) return;
  watchdog->stopped_ = true;
  isolate->TerminateExecution();
}

}  // namespace stalemate::model
