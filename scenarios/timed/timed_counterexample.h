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
//  1. A schedule that is handed over has been replayed: same events as the counterexample's, then
//     the verdict that it names.
//  2. Where no times will do, it says why.
//
// Cost: milliseconds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/format/schedule_file.h"
#include "scenarios/timed/whole_run.h"

namespace stalemate::scenarios {

struct TimedCounterexample {
  ScheduleFile schedule;
  model::Routing routing = model::Routing::any;
  model::Verdict verdict = model::Verdict::undecided;  // of eventually-fresh, in timed mode
  std::uint32_t laps = 0;                              // of the loop, before all is calm
  std::vector<std::string> widened;                    // latencies that the scenario has narrower
  std::string problem;                                 // why there is none; empty: there is one
};

/// Requires a certificate of this cell with a counterexample; the one under routing any is taken,
/// if it has both.
TimedCounterexample timed_counterexample(const Certificate& certificate, const Scenario& scenario,
                                         const Cell& cell);

/// The same of a way from the beginning of the scenario to a state from which calm traffic never
/// makes the page fresh. @param isolate that the traffic goes to
TimedCounterexample timed_counterexample(const model::BoundedSteps& steps, std::uint32_t isolate,
                                         const model::ProofBounds& bounds, const Scenario& scenario,
                                         const Cell& cell, const Versions& versions);

}  // namespace stalemate::scenarios
