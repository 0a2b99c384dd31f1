// What may have gone wrong: the causes that a reproduction tries, one after the other.
//
// A cause is a change of the scenario's world (mostly a budget for one fault) and what it costs:
// how many things have to go wrong. How likely it is beforehand:
//  - Each fault counts alike. Which of them is frequent depends on the page and the day: an origin
//    that is down makes renders throw, a page with much traffic has its writes refused. Nothing in
//    a log's scenario says.
//  - That nothing goes wrong counts as much as all faults together: half of those who ask have a
//    healthy page. So it comes first unless it takes clocks or latencies that are far likelier off
//    the mark than some fault is.
//  - A mistake in the worker's entry counts a quarter, for it would have shown before; a handler
//    that differs from the scenario's a twentieth, for the scenario says otherwise.
//
// What happens beside the requests and is no fault (a tag that is revalidated, data that changes)
// is something that the log does not show, as a request can be that is not in it.
//
// Invariants:
//  1. The order is fixed, and is that in which equals are told.
//
// Cost: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/fault.h"
#include "scenarios/format/json.h"

namespace stalemate::scenarios {

struct Hypothesis {
  std::string name;                             // kebab case, for files and programs
  std::string words;                            // "a request's context is cut"
  format::Json patch = format::Json::object();  // RFC 7386, on the world
  std::uint32_t most_faults = 0;  // of those that the patch allows, how many may strike in a run
  std::uint32_t assumptions = 0;  // that it gives up: one for a change of the program
  std::uint32_t unobserved = 0;   // requests that the log does not show
  std::vector<std::string> events = {};  // nor these: kinds of arrivals
  /// An outage: for as long as some lines are answered, every fault of `most_faults` that can
  /// strike does.
  bool lasts = false;
  bool same_data = false;  // renders of the same data look the same; else no two renders do
  double weight = 1;       // how likely beforehand, among those that cost as much

  /// How many things go wrong beside those that the log does not show.
  std::uint32_t wrongs() const { return (lasts ? 1 : most_faults) + assumptions; }
};

/// Nothing goes wrong; then one thing, each in turn.
std::vector<Hypothesis> single_hypotheses();
/// Any two things.
Hypothesis two_things();
/// The same thing twice, each in turn: what fails once often fails again.
std::vector<Hypothesis> same_thing_twice();
/// What lies outside fails for a while, each in turn: an origin that is down, a quota that is
/// spent.
std::vector<Hypothesis> outages();
/// What is no fault, and no request either.
std::vector<Hypothesis> event_hypotheses(const model::WorldConfig& config);
/// The same, where renders of the same data look the same.
Hypothesis with_same_data(Hypothesis hypothesis);
/// The same, with so many requests beside those of the log.
Hypothesis with_unobserved(Hypothesis hypothesis, std::uint32_t unobserved);

}  // namespace stalemate::scenarios
