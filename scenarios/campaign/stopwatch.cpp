#include "scenarios/campaign/stopwatch.h"

#include <algorithm>

#include "sim/assert.h"

namespace stalemate::scenarios {

Stopwatch::Stopwatch() : started_(std::chrono::steady_clock::now()) {}

double Stopwatch::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

std::optional<double> Deadline::thread_seconds(unsigned threads) const {
  const std::optional<double> seconds = seconds_left();
  if (!seconds) return std::nullopt;
  return *seconds * threads;
}

Deadline Budget::next_share(std::size_t cells_left, double part) const {
  SIM_ASSERT(cells_left > 0);
  if (!seconds_) return {};
  const double now = stopwatch_->seconds();
  const double left = std::max(0.0, *seconds_ - now);
  return {*stopwatch_, now + part * left / static_cast<double>(cells_left)};
}

}  // namespace stalemate::scenarios
