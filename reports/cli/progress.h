// How far a check is, on standard error: one line that changes on a terminal, a few plain lines in
// a log.
//
// Invariants:
//  1. Standard output holds nothing of this, so that results compare byte for byte.
//  2. A terminal's line is never wider than the terminal, and is gone when the check is over.
//  3. A log gets a line for each violation that is worse than expected, and otherwise at most one
//     in ten seconds, and fewer the longer it takes.
//
// Cost: one look at the clock for each chunk of schedules.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "reports/cli/terminal.h"
#include "scenarios/campaign/observer.h"
#include "scenarios/campaign/stopwatch.h"

namespace stalemate::reports::cli {

/// "12 s", "34 min"
std::string short_duration(double seconds);

class ProgressLine final : public scenarios::Observer {
 public:
  /// @param interrupted told of on the line once it is set
  ProgressLine(Output& errors, const std::atomic<bool>& interrupted);

  void started(std::size_t saved, std::size_t cells, const scenarios::Options& options) override;
  void saved_replayed(const scenarios::SavedResult& saved) override;
  void cell_started(const scenarios::Scenario& scenario, const scenarios::Cell& cell) override;
  void proof_advanced(const scenarios::RestGraph& graph) override;
  void advanced(const scenarios::Progress& progress) override;
  void found(const scenarios::Scenario& scenario, const scenarios::Cell& cell,
             const scenarios::Violation& violation) override;
  void finished() override;

 private:
  bool is_time();
  void show(const scenarios::Progress& progress);
  void write(const std::string& line);
  void say(const std::string& line);
  double seconds_left(const scenarios::Progress& progress) const;

  Output* errors_;
  const std::atomic<bool>* interrupted_;
  bool terminal_;
  std::size_t width_;
  scenarios::Stopwatch stopwatch_;
  double next_line_at_ = 0;
  std::optional<double> budget_seconds_;
  scenarios::Progress last_;
  std::size_t worse_ = 0;  // violations, than expected
  std::string place_;      // scenario and cell
};

}  // namespace stalemate::reports::cli
