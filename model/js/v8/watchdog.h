// Stops JavaScript that does not come to an end: the one place where real time counts, and only to
// end a run that would never end.
//
// Invariants:
//  1. Code that is stopped has had at least `patience_ms` of processor time without a pause: on a
//     busy machine it may wait for its turn. Code that takes no time is stopped after `longest_ms`.
//     A schedule whose steps all end, but late, is stopped after `patience_of_run_ms`.
//  2. Results of runs that are not stopped do not depend on it.
//
// Cost: one atomic addition for each entry; a thread that wakes four times a second.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include <pthread.h>
#include <time.h>

namespace v8 {
class Isolate;
}

namespace stalemate::model {

class Watchdog {
 public:
  static constexpr int patience_ms = 2000;
  static constexpr int patience_of_run_ms = 10'000;
  static constexpr int longest_ms = 30'000;

  /// @param look called in the midst of code that is about to be stopped, on its thread; false: no
  /// place is known, as between two microtasks
  Watchdog(v8::Isolate* isolate, std::function<bool()> look);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Code begins to run, or has come to an end.
  void begin() {
    clockid_t clock{};
    ::pthread_getcpuclockid(::pthread_self(), &clock);
    clock_.store(clock, std::memory_order_relaxed);
    entries_.fetch_add(1, std::memory_order_relaxed);
  }
  void end() { entries_.fetch_add(1, std::memory_order_relaxed); }
  /// Code is stopped soon after the flag is set, whatever it does.
  void stop_when(const std::atomic<bool>* not_wanted) { not_wanted_ = not_wanted; }
  bool is_wanted() const {
    const std::atomic<bool>* const not_wanted = not_wanted_;
    return not_wanted == nullptr || !not_wanted->load(std::memory_order_relaxed);
  }
  /// Another schedule begins.
  void begin_run() { runs_.fetch_add(1, std::memory_order_relaxed); }

  enum class Reason : std::uint8_t { no_end, long_run, not_wanted };
  /// Why it has stopped code since the last call, if it has.
  std::optional<Reason> take_stopped() {
    if (!stopped_.exchange(false)) return std::nullopt;
    return reason_.load();
  }

 private:
  void watch();
  void stop(std::unique_lock<std::mutex>& lock, std::uint64_t entry);
  static void on_interrupt(v8::Isolate* isolate, void* watchdog);
  std::int64_t processor_ms() const;

  v8::Isolate* isolate_;
  std::function<bool()> look_;
  std::atomic<std::uint64_t> entries_{0};   // odd: code is running
  std::atomic<clockid_t> clock_{};          // of the processor time of the thread that runs it
  std::atomic<std::uint64_t> too_long_{0};  // the entry that is to be stopped
  std::atomic<const std::atomic<bool>*> not_wanted_{nullptr};
  std::atomic<std::uint64_t> runs_{0};
  std::atomic<Reason> reason_{Reason::no_end};
  std::atomic<int> looks_left_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace stalemate::model
