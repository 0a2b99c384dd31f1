// In which way a run fails: more than which property, less than what exactly happened.
//
// A schedule shrinks to another failure of the same property unless something holds it back: the
// smallest schedule of a put that is lost would become one of a slot that leaks. Two runs fail in
// the same way if the same obstacles stand between the entry and its refresh for ever after, or if
// a context ended in the same manner when the harm was done.
//
// Invariants:
//  1. A way is a set of kinds of events; it names no request, isolate or time.
//
// Cost: some comparisons an event.
#pragma once

#include <optional>

#include "model/event_kind.h"
#include "model/properties/property.h"
#include "sim/trace.h"

namespace stalemate::scenarios {

struct Way {
  model::Verdict verdict = model::Verdict::holds;
  sim::TraceMarks kinds{};

  bool operator==(const Way&) const = default;
};

/// Watches one run and says in which way it fails.
class WaySink final : public sim::TraceSink {
 public:
  explicit WaySink(model::Property property) : property_(property) {}

  void record(const sim::TraceEvent& event) override;
  /// Once the run is over.
  Way way(const model::Findings& findings) const;
  /// When the workload was over; nothing if it never was.
  std::optional<sim::Microseconds> calm_since_us() const { return calm_since_us_; }

 private:
  model::Property property_;
  std::optional<sim::Microseconds> calm_since_us_;
  sim::TraceMarks obstacles_{};      // in the last burst of the calm end
  sim::TraceMarks left_behind_{};    // how the context ended that left a slot behind, the latest
  sim::TraceMarks ended_{};          // how the latest context ended
  sim::TraceMarks ended_at_harm_{};  // when the harm was first done
  bool harmed_ = false;
};

}  // namespace stalemate::scenarios
