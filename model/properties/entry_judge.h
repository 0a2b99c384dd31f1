// Judges a run by the entries that it serves and deletes: `invalidation-respected` and
// `no-fresh-entry-deleted` (see property.h).
//
// The basic idea. Both are about what has been before: when the data was read that a page shows,
// and what a request had read before it deleted. The world does not keep that, and its states would
// be more if it did; its events tell it. So the judge stands between the world and whoever watches
// it, and adds an event where a property is violated.
//
// Invariants:
//  1. What happens in the world does not depend on it.
//  2. It does not accuse where the events leave something open: a request with several renders
//     under way may have read the data for any of them, and one with several deletes of a key may
//     have issued each after its latest read.
//  3. The first violation of each property counts.
//
// Cost: an event is looked at once; each request and each render is remembered for the run.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/config.h"
#include "model/event_kind.h"
#include "model/kv/value.h"
#include "model/properties/property.h"
#include "sim/trace.h"

namespace stalemate::model {

class EntryJudge final : public sim::TraceSink {
 public:
  explicit EntryJudge(const WorldConfig& config) : config_(&config) {}

  /// Forgets everything. @param next who else watches the run, or nullptr
  void begin_run(sim::TraceSink* next);
  void record(const sim::TraceEvent& event) override;

  const Finding& finding(Property property) const {
    return findings_[static_cast<std::size_t>(property)];
  }
  /// Which events it has added, a bit each.
  const sim::TraceMarks& marks() const { return marks_; }

 private:
  static constexpr std::uint32_t nothing_read = ~std::uint32_t{0};

  struct Render {
    std::int64_t generation = 0;  // packed, as in the events
    std::uint32_t request = 0;
    std::uint32_t invalidations = 0;  // that had begun when it last may have read the data
    bool finished = false;
  };
  struct Request {
    std::uint32_t isolate = 0;
    sim::Microseconds arrived_at_us = 0;
    std::uint32_t invalidation = 0;  // which one it makes, from 1; 0: none
    /// Of each artifact: the render whose entry it has read last.
    std::array<std::uint32_t, artifact_count> read = {nothing_read, nothing_read};
  };
  struct Invalidation {
    std::uint32_t number = 0;
    std::uint32_t isolate = 0;
    sim::Microseconds resolved_at_us = 0;
  };

  Request& request(std::uint32_t number);
  /// Renders by their order, from 1; 0: what was there before the run.
  std::uint32_t render_of(std::int64_t generation) const;
  void note_render(const sim::TraceEvent& event);
  void note_store(const sim::TraceEvent& event);
  void judge_delete(const sim::TraceEvent& event);
  void judge_response(const sim::TraceEvent& event);
  bool reaches(const Invalidation& invalidation, const Request& request) const;
  void violated(Property property, EventKind shown, const sim::TraceEvent& event);

  const WorldConfig* config_;
  sim::TraceSink* next_ = nullptr;
  Findings findings_;
  sim::TraceMarks marks_{};
  std::vector<Request> requests_;
  std::vector<Render> renders_;
  std::vector<Invalidation> resolved_;
  std::uint32_t begun_ = 0;  // invalidations
  std::array<std::uint32_t, artifact_count> stored_{};
};

}  // namespace stalemate::model
