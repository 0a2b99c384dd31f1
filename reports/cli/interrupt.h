// Ctrl-C: the first one asks, a later one kills; see end_requests.h.
//
// The signals are blocked in every thread and taken by one that waits for them, so that nothing
// runs in a signal handler and no global is needed.
//
// Invariants:
//  1. Made before any other thread, since threads inherit what is blocked.
//  2. A signal that was ignored when the program began (a background job) stays ignored.
//
// Cost: a thread that sleeps.
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

namespace stalemate::reports::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Set by the first SIGINT or SIGTERM, and never taken back.
  const std::atomic<bool>& requested() const { return requested_; }

 private:
  void watch();

  sigset_t waited_for_;
  sigset_t blocked_before_;
  std::atomic<bool> requested_{false};
  std::atomic<bool> ending_{false};
  std::thread watcher_;
};

}  // namespace stalemate::reports::cli
