// Keeps the events of a run and answers questions about them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/event_kind.h"
#include "sim/trace.h"

namespace stalemate::tests {

class CollectingSink final : public sim::TraceSink {
 public:
  void record(const sim::TraceEvent& event) override { events_.push_back(event); }

  const std::vector<sim::TraceEvent>& events() const { return events_; }
  void clear() { events_.clear(); }

  std::size_t count(model::EventKind kind) const;
  /// Of this request, or of this isolate where the kind tells about isolates.
  std::size_t count(model::EventKind kind, std::uint32_t subject) const;
  bool has(model::EventKind kind) const { return count(kind) > 0; }
  bool has(model::EventKind kind, std::uint32_t subject) const { return count(kind, subject) > 0; }

  /// The first event of the kind; fails the test if there is none.
  const sim::TraceEvent& first(model::EventKind kind) const;
  const sim::TraceEvent& first(model::EventKind kind, std::uint32_t subject) const;
  const sim::TraceEvent& last(model::EventKind kind) const;
  /// When the first event of the kind occurred, in milliseconds.
  std::int64_t time_of(model::EventKind kind) const { return first(kind).at_us / 1000; }
  std::int64_t time_of(model::EventKind kind, std::uint32_t subject) const {
    return first(kind, subject).at_us / 1000;
  }

  /// The names of the kinds of one request's events, in order, with blanks between.
  std::string story_of(std::uint32_t request) const;
  /// What was served, in order: "STALE 0, HIT 1", with generations of one isolate.
  std::string served() const;

 private:
  std::vector<sim::TraceEvent> events_;
};

}  // namespace stalemate::tests
