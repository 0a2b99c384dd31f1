// A proof's counterexample with concrete times: a schedule file like any other, which the timed
// simulator replays.
//
// The basic idea. The certificate's rounds are run one after the other in one world (whole_run.h),
// instants are worked out at which the same steps come in the same order (instants.h), the cell is
// told anew with its arrivals at these instants (timed_scenario.h), and the timed simulator is led
// through it (director.h). What it decided on the way is the schedule. Then it is replayed, and has
// to report the same events as the run without times.
//
// Invariants:
//  1. A schedule that is handed over has been replayed: same events as the counterexample's, in its
//     order or in one that was run without times too (at_once_first.h), then the verdict that it
//     names.
//  2. Where no times will do, it says what does not go together.
//
// Cost: milliseconds; tenths of a second where steps have to be of one instant, or where several
// orders and instants are tried.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/format/schedule_file.h"
#include "scenarios/timed/whole_run.h"

namespace stalemate::scenarios {

struct TimedCounterexample {
  model::Property property = model::Property::eventually_fresh;
  ScheduleFile schedule;
  model::Routing routing = model::Routing::any;
  model::Verdict verdict = model::Verdict::undecided;  // of the property, in timed mode
  std::uint32_t laps = 0;                              // of the loop, before all is calm
  std::vector<std::string> widened;                    // latencies that the scenario has narrower
  std::vector<std::string> prescribed;                 // of these: as one certain time
  std::size_t joined = 0;  // steps that have to come in the millisecond of the one before
  std::string problem;     // why there is none; empty: there is one
};

/// The times that a cell prescribes and that would have to be others; none: it is held to what is
/// shown. Only what is said of entries is about which of two operations was quicker.
std::vector<std::string> other_times(const TimedCounterexample& timed);

/// One that was made, and where it was written.
struct KeptCounterexample {
  TimedCounterexample timed;
  std::string file;  // empty if not written
};
using KeptByProperty = std::array<std::optional<KeptCounterexample>, model::property_count>;

/// Requires a certificate of this cell with a counterexample; the one under routing any is taken,
/// if it has both.
TimedCounterexample timed_counterexample(const Certificate& certificate, const Scenario& scenario,
                                         const Cell& cell);

/// The same of the certificate's way to a step that violates a safety property; it has one.
TimedCounterexample timed_way(const Certificate& certificate, model::Property property,
                              const Scenario& scenario, const Cell& cell);

/// Bursts from the beginning of a scenario.
struct ShownBursts {
  model::Property property = model::Property::eventually_fresh;  // violated after them
  const model::BoundedSteps* steps = nullptr;
  std::uint32_t isolate = 0;  // to which calm traffic goes then
};

TimedCounterexample timed_counterexample(const ShownBursts& shown, const model::ProofBounds& bounds,
                                         const Scenario& scenario, const Cell& cell,
                                         const Versions& versions);

}  // namespace stalemate::scenarios
