// The one real clock below the command line: how long the check itself has been running.
//
// Invariants:
//  1. Only the budget of a check reads it; nothing in a simulated world or in a report does, so
//     that equal options give equal results and equal reports.
//
// Cost: reading the clock takes about 25 nanoseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

namespace stalemate::scenarios {

class Stopwatch {
 public:
  Stopwatch();

  /// Since construction; never goes back.
  double seconds() const;

 private:
  std::chrono::steady_clock::time_point started_;
};

/// An instant of a stopwatch, or never.
class Deadline {
 public:
  Deadline() = default;
  Deadline(const Stopwatch& stopwatch, double at_seconds)
      : stopwatch_(&stopwatch), at_seconds_(at_seconds) {}

  /// Nothing for never.
  std::optional<double> seconds_left() const {
    if (stopwatch_ == nullptr) return std::nullopt;
    return std::max(0.0, at_seconds_ - stopwatch_->seconds());
  }
  /// What so many threads have until then.
  std::optional<double> thread_seconds(unsigned threads) const;
  bool passed() const { return stopwatch_ != nullptr && stopwatch_->seconds() >= at_seconds_; }

 private:
  const Stopwatch* stopwatch_ = nullptr;
  double at_seconds_ = 0;
};

/// Asked now and then by what may take long: whether it is to stop where it is. Empty: never.
using MustStop = std::function<bool()>;

/// Wall-clock time for a whole check, handed out to its cells one after the other: each gets an
/// equal part of what is left, so that what one cell does not use goes to those after it.
class Budget {
 public:
  Budget(const Stopwatch& stopwatch, std::optional<double> seconds)
      : stopwatch_(&stopwatch), seconds_(seconds) {}

  /// The end of the share of the next cell, `cells_left` counting itself; or of its first part.
  Deadline next_share(std::size_t cells_left, double part = 1) const;

 private:
  const Stopwatch* stopwatch_;
  std::optional<double> seconds_;
};

}  // namespace stalemate::scenarios
