// Takes the notes of a whole run (whole_run.h), step by step.
//
// Cost: a few passes over the pending events and the deadlines of the world for each step.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "scenarios/timed/deadlines.h"
#include "scenarios/timed/whole_run.h"

namespace stalemate::scenarios {

/// What a pending event waits for; nothing: no latency of the scenario. A render's timers are none
/// of these.
std::optional<Quantity> quantity_of(const model::World& world, const sim::Event& event);

class RunNotes {
 public:
  /// @param monitor may be null
  /// @param run where the notes go
  RunNotes(const model::World& world, const model::ProofConfig& config,
           const model::EntryMonitor* monitor, WholeRun& run)
      : world_(&world), config_(&config), monitor_(monitor), run_(&run) {}

  /// The last of the run's moves is about to be made.
  void before_move();
  /// It has been made. @param delivered the event that it was
  /// @param choices what was chosen in it
  void after_move(const std::optional<sim::Event>& delivered, const sim::Schedule& choices,
                  std::size_t events_before);
  /// The run is over.
  void finish();

  /// Whether something pends for which no time passes.
  bool something_comes_at_once() const;
  /// The deadlines that count now, in virtual milliseconds.
  std::vector<std::int64_t> deadlines() const { return deadlines_of(*world_, *config_, monitor_); }

 private:
  struct Deadline {
    std::optional<std::size_t> since;
    std::int64_t distance_ms = 0;
    std::optional<std::size_t> last_before;
    std::optional<std::size_t> first_after;
  };

  struct Render {
    std::size_t started = 0;
    std::vector<std::size_t> questions;  // for whose answers no timer runs yet
  };

  std::size_t here() const { return run_->moves.size() - 1; }
  std::int64_t now_ms() const;
  Deadline origin_of(std::int64_t deadline_ms) const;
  void note_known_tags();
  void note_tags(std::size_t events_before);
  void note_choices(const sim::Schedule& choices);
  void note_renders(std::size_t events_before);
  void begin_render(std::uint32_t request);
  void end_at_once(std::uint32_t request, Quantity quantity);
  void note_waits(const std::optional<sim::Event>& delivered);
  void begin_wait(const sim::Event& event);
  void begin_timer(Wait& wait, const sim::Event& event);
  void note_dropped_renders();
  bool is_live(std::uint32_t request) const;
  bool keeps_module_promise(std::uint32_t request) const;
  void note_contexts();
  void note_writes();

  const model::World* world_;
  const model::ProofConfig* config_;
  const model::EntryMonitor* monitor_;
  WholeRun* run_;
  std::map<std::uint32_t, std::size_t> open_;    // waits by the event that ends them
  std::map<std::int64_t, Deadline> deadlines_;   // by their instants
  std::map<std::uint32_t, std::size_t> drains_;  // open drainings by request
  std::map<std::uint32_t, Render> renders_;      // by request
  /// Until when an isolate knows a tag, before the last move.
  std::map<std::pair<std::uint32_t, model::Key>, std::int64_t> known_tags_;
  std::map<model::Key, std::size_t> written_;  // last writes
  std::map<model::Key, model::Microseconds> written_at_us_;
};

}  // namespace stalemate::scenarios
