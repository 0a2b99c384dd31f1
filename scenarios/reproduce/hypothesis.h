// What may have gone wrong: the causes that a reproduction tries, one after the other.
//
// A cause is a change of the scenario's world (mostly a budget for one fault) and what it costs:
// how many things have to go wrong. Each fault counts alike beforehand; a mistake in the worker's
// entry counts a quarter, for it would have shown before; a handler that differs from the
// scenario's a twentieth.
//
// Invariants:
//  1. The order is fixed, and is that in which equals are told.
//
// Cost: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  double weight = 1;              // how likely beforehand, among those that cost as much

  /// How many things go wrong beside those that the log does not show.
  std::uint32_t wrongs() const { return most_faults + assumptions; }
};

/// Nothing goes wrong; then one thing, each in turn.
std::vector<Hypothesis> single_hypotheses();
/// Any two things.
Hypothesis two_things();
/// The same, with so many requests beside those of the log.
Hypothesis with_unobserved(Hypothesis hypothesis, std::uint32_t unobserved);

}  // namespace stalemate::scenarios
