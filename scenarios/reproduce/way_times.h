// Between which instants the steps of a way can have happened: a world without times is held
// against the times of a log and the latencies of a scenario.
//
// The basic idea. Each instant that a way depends on has bounds of its own, an earliest and a
// latest: the last step, each event that is under way (from when it was begun, by the shortest and
// the longest that it takes), each deadline that the clock has not passed, the end of each context
// that drains. A step happens after the one before it, and no later than anything that is still to
// come has to. Where the earliest lies behind the latest, there is no such way.
//
// Bounds do not remember which of them belong together, and are rounded outwards, so that few of
// them differ: a way that is left may still have no times, but one that is given up has none.
//
// Invariants:
//  1. Instants of a run of the timed simulator that takes the same steps lie within the bounds.
//
// Cost: a few passes over what is under way for each step.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "model/proof/burst_world.h"

namespace stalemate::scenarios {

/// Milliseconds since the start of the world, both included.
struct TimeBounds {
  static constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max() / 4;

  std::int64_t low_ms = 0;
  std::int64_t high_ms = unbounded;

  bool empty() const { return low_ms > high_ms; }
};

/// What became of writes in one step: a bit for each key.
struct WritesOfStep {
  std::uint32_t accepted = 0;
  std::uint32_t refused = 0;  // by the store's rule: one write to a key within its interval
};

/// Of one way. A value: it is kept with each state.
struct WayTimes {
  struct Pending {
    std::uint32_t sequence = 0;   // of the event
    std::uint32_t operation = 0;  // of the store, that it is about; 0: of none
    std::uint32_t request = 0;    // else: whose it is; 0: nobody's
    std::uint16_t kind = 0;
    bool at_once = false;  // a turn of the event loop
    TimeBounds at;
  };
  struct Deadline {
    std::int64_t wall_ms = 0;  // as the world has it
    TimeBounds at;
  };
  struct Draining {
    std::uint32_t request = 0;
    TimeBounds until;  // the limit on waitUntil
  };

  struct Written {
    std::uint32_t key = 0;
    TimeBounds at;  // the last time
  };

  std::int64_t now_low_ms = 0;  // the last step was no earlier
  std::vector<Pending> pending;
  std::vector<Deadline> deadlines;
  std::vector<Draining> draining;
  std::vector<Written> written;
};

class Timekeeper {
 public:
  /// @param timed the world with its latencies; outlives it
  /// @param grain_ms to whole multiples of which bounds are rounded
  Timekeeper(const model::WorldConfig& timed, const model::BurstWorld& untimed,
             std::int64_t grain_ms);

  /// @param prescribed what the store held at the start, as of the first request; none: not known
  /// @param latest_start_ms when that came, at the latest
  WayTimes begin(const model::PageConfig* prescribed, std::int64_t latest_start_ms) const;
  /// When the step may happen; empty bounds: never.
  /// @param wanted of the step itself: when a line may come, or any time
  /// @param latest_ms by when something outside has to come that has not yet
  TimeBounds instant_of(const WayTimes& way, const model::BurstWorld::Action& action,
                        TimeBounds wanted, std::int64_t latest_ms) const;
  /// The step has happened. @return whether it can have, and anything can still happen
  /// @param before_us where the world's own clock stood
  bool follow(WayTimes& way, const TimeBounds& step, sim::Microseconds before_us,
              const WritesOfStep& writes, std::int64_t latest_ms) const;
  /// What of it decides the future, but for what is of a live request or of an operation.
  static void tell(const WayTimes& way, sim::Account& account);
  static void tell_request(const WayTimes& way, std::uint32_t request, sim::Account& account);
  static void tell_operation(const WayTimes& way, std::uint32_t operation, sim::Account& account);

 private:
  static std::int64_t latest_of(const WayTimes& way, std::int64_t latest_ms);
  TimeBounds rounded(TimeBounds bounds) const;
  TimeBounds time_of(const sim::Event& event) const;
  WayTimes::Pending pending(const sim::Event& event, const TimeBounds& step) const;
  void follow_events(WayTimes& way, const TimeBounds& step) const;
  void follow_drains(WayTimes& way, const TimeBounds& step) const;
  bool follow_writes(WayTimes& way, const TimeBounds& step, const WritesOfStep& writes) const;
  void follow_deadlines(WayTimes& way, const TimeBounds& step, std::int64_t before_ms) const;
  void list_deadlines(std::vector<std::int64_t>& found) const;
  void add_deadline(WayTimes& way, std::int64_t wall_ms, const TimeBounds& step,
                    std::int64_t before_ms) const;

  const model::WorldConfig* timed_;
  const model::BurstWorld* untimed_;
  std::int64_t grain_ms_;
};

}  // namespace stalemate::scenarios
