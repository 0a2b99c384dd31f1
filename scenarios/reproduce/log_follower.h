// Follows the lines of a log through the answers of a world without times: which line a request is,
// whether its answer is what the line says, which lines may come next.
//
// Invariants:
//  1. What a line does not tell is not held against an answer; nor is its age, or how its
//     invocation ended.
//
// Cost: a look at each line for each step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/world.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"
#include "scenarios/reproduce/way_times.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

/// How far a way has come: a value, kept with each state.
struct LogProgress {
  enum class Line : std::uint8_t { to_come, under_way, answered };

  std::vector<Line> lines;
  std::vector<std::uint32_t> line_of;   // of each request
  std::vector<std::int64_t> render_of;  // of each generation of the log
  // What may come beside the lines.
  std::uint32_t requests = 0;
  std::uint32_t revalidations = 0;  // of a tag
};

/// Which render the line shows, in the log's own words; empty: it does not tell.
const std::string& generation_shown(const Observation& seen);

class LogFollower final : public sim::TraceSink {
 public:
  static constexpr std::uint32_t no_line = ~std::uint32_t{0};

  /// @param world outlives it
  LogFollower(const LogQuestion& question, const Hypothesis& hypothesis, const model::World& world);

  const LogProgress& progress() const { return progress_; }
  void stand_at(const LogProgress& progress) { progress_ = progress; }

  /// The lines that may be the next one to come: no other has certainly come before.
  void list_next(std::vector<std::uint32_t>& next) const;
  /// By when one of those has come.
  std::int64_t next_latest_ms() const;
  /// Within what the clocks may be wrong by.
  TimeBounds time_of(std::uint32_t line) const;
  bool may_be_at(std::uint32_t line, std::uint32_t isolate) const;
  model::Artifact artifact_of(std::uint32_t line) const { return question_->seen[line].artifact; }
  /// Whether one more of these may come that is no line.
  bool may_come_unobserved(model::ArrivalKind kind) const;

  enum class Coming : std::uint8_t { nothing, line, request, revalidation };
  /// What arrives in the next step.
  void expect(Coming coming, std::uint32_t line = no_line);
  /// Whether the step has given an answer that the log does not.
  bool contradicted() const { return contradicted_; }
  /// What the step has made of writes.
  const WritesOfStep& writes() const { return writes_; }
  /// So many lines, from the first one on, were answered as they say.
  std::uint32_t explained() const;
  bool all_explained() const { return explained() == progress_.lines.size(); }

  void tell(sim::Account& account) const;
  void tell_request(std::uint32_t request, sim::Account& account) const;
  void record(const sim::TraceEvent& event) override;

 private:
  std::uint32_t generation_of(const Observation& seen);
  std::uint32_t line_of(std::uint32_t request) const;
  void arrived(std::uint32_t request);
  void note_write(const sim::TraceEvent& event);
  template <class Fits>
  void answered(std::uint32_t request, const Fits& fits);
  void served(std::uint32_t request, SeenState state);
  bool shows(std::uint32_t generation, std::uint32_t request);
  std::int64_t render_shown_to(std::uint32_t request) const;

  const LogQuestion* question_;
  const model::World* world_;
  bool same_data_;
  std::vector<std::string> generations_;   // of the log
  std::vector<std::uint32_t> generation_;  // of each line; no_line: it tells none
  LogProgress progress_;
  Coming coming_ = Coming::nothing;
  std::uint32_t coming_line_ = no_line;
  bool contradicted_ = false;
  WritesOfStep writes_;
};

}  // namespace stalemate::scenarios
