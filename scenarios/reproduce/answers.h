// What a run answered to the requests of a log, and how much of the log that explains.
//
// A line is explained if the request was answered as it says: with that cache state or an error,
// from a colo that it names, at its time (the world holds both), with an age that fits, in an
// invocation that ended so; and if equal generations of the log are equal renders of the run, and
// different ones different.
//
// Invariants:
//  1. What a line does not tell is not held against a run.
//
// Cost: some comparisons for each line.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/error.h"
#include "model/event_kind.h"
#include "model/simulation.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/log_world.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

/// A render: the isolate, from 1, and the count of its renders; 0 and 0: before the run.
struct Render {
  std::int64_t isolate = 0;
  std::int64_t number = 0;
  bool operator==(const Render&) const = default;
};

struct Answered {
  bool served = false;
  bool error = false;  // instead of a page
  bool gone = false;   // the client was, first
  SeenState state = SeenState::miss;
  Render render;
  Render looks;                 // by what clients can tell it from others
  std::int64_t data_read = 0;   // version of the data that its render saw
  sim::Microseconds at_us = 0;  // when it was
  sim::Microseconds arrived_us = 0;
  std::uint32_t isolate = 0;  // from 0
  Signs signs = 0;
  const char* error_message = "";           // of what failed, for the client or behind it
  std::optional<model::Error> failed_with;  // the same; none: something that is not known
  std::size_t decided = 0;                  // so many places of the guide, when it was answered
  std::optional<model::EventKind> ended;    // how the context did
};

/// Collects the answers of one run after the other.
class Answers final : public sim::TraceSink {
 public:
  /// @param simulation whose runs are watched
  /// @param requests arrivals of the workload
  /// @param explorer is told how many were answered; may be none
  /// @param same_data renders of the same data look the same
  Answers(const model::Simulation& simulation, std::size_t requests, GuidedExplorer* explorer,
          bool same_data = false);

  void begin();
  void record(const sim::TraceEvent& event) override;

  const std::vector<Answered>& all() const { return all_; }
  /// When a render was done; before the run: nothing.
  std::optional<sim::Microseconds> rendered_at_us(const Render& render) const;
  /// The arrival that a request came from, from 0; nothing for those after the log.
  std::optional<std::uint32_t> arrival_of(std::uint32_t request) const;

 private:
  struct Rendered {
    Render render;
    sim::Microseconds at_us = 0;
    std::int64_t data = 0;
  };

  void arrived(const sim::TraceEvent& event);
  void note_decided(Answered& answered) const;
  Render looks_of(const Render& render) const;
  void serve(Answered& answered, const sim::TraceEvent& event, SeenState state);
  void fail(Answered& answered, const sim::TraceEvent& event);
  void end(Answered& answered, model::EventKind kind);

  const model::Simulation* simulation_;
  GuidedExplorer* explorer_;
  bool same_data_;
  std::vector<Answered> all_;
  std::vector<std::uint32_t> arrival_of_;  // by request
  std::vector<Rendered> rendered_;
  std::uint32_t answered_ = 0;
};

/// What clients see of an answer; renders are numbered as they first show.
struct Shown {
  bool served = false;
  bool error = false;
  bool gone = false;
  SeenState state = SeenState::miss;
  std::uint32_t render = 0;
  bool operator==(const Shown&) const = default;
};
std::vector<Shown> shown_by(const std::vector<Answered>& answers);

/// How much of a log a run explains.
struct Explained {
  std::uint32_t prefix = 0;  // so many lines, the first ones
  std::uint32_t total = 0;
  auto operator<=>(const Explained&) const = default;
};

Explained explained_by(const Answers& answers, const LogQuestion& question,
                       const model::WorldConfig& config);

/// How many of the run's places, from the first one, were decided when it was settled that no more
/// than these lines are explained: what is decided later mends nothing.
std::size_t mendable_places(const Answers& answers, const LogQuestion& question,
                            const Explained& explained);

}  // namespace stalemate::scenarios
