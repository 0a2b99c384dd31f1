#include "reports/cli/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/judge.h"

namespace stalemate::reports::cli {

namespace {

constexpr double seconds_between_frames = 0.1;
constexpr double seconds_between_lines = 10;
constexpr double part_between_lines = 0.25;  // of the time so far: long runs have few lines too
constexpr std::string_view clear_line = "\r\x1b[K";

/// "850", "1.2k", "3.40M"
std::string short_number(double number) {
  if (number < 1e3) return fmt::format("{:.0f}", number);
  if (number < 1e6) return fmt::format("{:.1f}k", number / 1e3);
  return fmt::format("{:.2f}M", number / 1e6);
}

std::string cut(std::string_view text, std::size_t width) {
  std::string line;
  std::size_t columns = 0;
  for (const char byte : text) {
    const bool starts = (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    if (starts && ++columns > width) break;
    line += byte;
  }
  return line;
}

}  // namespace

std::string short_duration(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min", seconds / 60);
}

ProgressLine::ProgressLine(Output& errors, const std::atomic<bool>& interrupted)
    : errors_(&errors),
      interrupted_(&interrupted),
      terminal_(errors.is_terminal()),
      width_(errors.width()),
      next_line_at_(terminal_ ? seconds_between_frames : seconds_between_lines) {}

void ProgressLine::started(std::size_t saved, std::size_t cells,
                           const scenarios::Options& options) {
  budget_seconds_ = options.budget_seconds;
  say(fmt::format("{} and {} to check", counted(saved, "saved schedule"), counted(cells, "cell")));
}

void ProgressLine::saved_replayed(const scenarios::SavedResult& saved) {
  if (exit_code(saved.outcome) == scenarios::ExitCode::as_expected) return;
  say(fmt::format("{}: {}", saved.file, model::name(saved.outcome)));
}

void ProgressLine::cell_started(const scenarios::Scenario& scenario, const scenarios::Cell& cell) {
  place_ = fmt::format("{}: {}", scenario.name, cell.name);
}

void ProgressLine::proof_advanced(const scenarios::RestGraph& graph) {
  if (!is_time()) return;
  write(fmt::format("proving: {} of {} states at rest explored, {} transitions  {}", graph.expanded,
                    graph.nodes.size(), short_number(static_cast<double>(graph.count.transitions)),
                    interrupted_->load() ? "ending" : place_));
}

void ProgressLine::advanced(const scenarios::Progress& progress) {
  last_ = progress;
  if (is_time()) show(progress);
}

bool ProgressLine::is_time() {
  const double now = stopwatch_.seconds();
  if (now < next_line_at_) return false;
  next_line_at_ = now + (terminal_ ? seconds_between_frames
                                   : std::max(seconds_between_lines, now * part_between_lines));
  return true;
}

void ProgressLine::found(const scenarios::Scenario& scenario, const scenarios::Cell& cell,
                         const scenarios::Violation& violation) {
  const auto expected = cell.expected[static_cast<std::size_t>(violation.property)];
  if (!expected || scenarios::gravity(violation.verdict) <= scenarios::gravity(*expected)) return;
  ++worse_;
  const std::string place = violation.schedule_file.empty() ? fmt::format("seed {}", violation.seed)
                                                            : violation.schedule_file;
  say(fmt::format("{}: {}: {} {}, where {} is expected: {}", scenario.name, cell.name,
                  model::name(violation.property), model::name(violation.verdict),
                  model::name(*expected), place));
}

void ProgressLine::finished() {
  const double seconds = stopwatch_.seconds();
  say(fmt::format("{} in {:.1f} s, {} a second", counted(last_.schedules, "schedule"), seconds,
                  short_number(static_cast<double>(last_.schedules) / std::max(seconds, 1e-3))));
}

void ProgressLine::show(const scenarios::Progress& progress) {
  const double seconds = std::max(stopwatch_.seconds(), 1e-3);
  std::string line =
      fmt::format("{:.0f} %  {} a second  {} left",
                  100.0 * static_cast<double>(progress.share) /
                      static_cast<double>(std::max<std::uint64_t>(progress.total, 1)),
                  short_number(static_cast<double>(progress.schedules) / seconds),
                  short_duration(seconds_left(progress)));
  if (worse_ > 0) line += fmt::format("  {} worse than expected", worse_);
  line += interrupted_->load() ? "  ending" : "  " + place_;
  write(line);
}

void ProgressLine::write(const std::string& line) {
  if (terminal_) {
    errors_->write(std::string(clear_line) + cut(printable(line), width_ - 1));
  } else {
    errors_->write("stalemate: " + printable(line) + "\n");
  }
}

void ProgressLine::say(const std::string& line) {
  errors_->write((terminal_ ? std::string(clear_line) : "") + "stalemate: " + printable(line) +
                 "\n");
}

double ProgressLine::seconds_left(const scenarios::Progress& progress) const {
  const double seconds = stopwatch_.seconds();
  const double share = static_cast<double>(std::max<std::uint64_t>(progress.share, 1));
  const double left = seconds * (static_cast<double>(progress.total) - share) / share;
  if (!budget_seconds_) return std::max(left, 0.0);
  return std::clamp(left, 0.0, std::max(*budget_seconds_ - seconds, 0.0));
}

}  // namespace stalemate::reports::cli
