// A run that explains every line of a log, as a world of its own and a list of decisions.
//
// What the search left open about the log is settled in it: each request has one time and, if there
// are several, one isolate. What is left to decide is what went wrong, and latencies.
//
// Invariants:
//  1. Its scenario loads, has one cell, and the run is one of it.
//  2. It explains every line, in the world in which it is told.
//
// Cost: loading a scenario, and some runs with everything written down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/transcript.h"
#include "scenarios/format/scenario.h"
#include "scenarios/reproduce/guide.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/likelihood.h"
#include "scenarios/reproduce/log_world.h"
#include "scenarios/reproduce/search.h"
#include "scenarios/reproduce/sightings.h"
#include "scenarios/shrink/cost.h"

namespace stalemate::scenarios {

struct ExplainingRun {
  Hypothesis hypothesis;
  std::vector<std::string> struck;  // faults that did, as the run's decisions call them
  Scenario scenario;
  ToldRun told;
  ShrinkCost cost;
  Fit fit;
  std::uint64_t runs = 0;  // until it was found
  Smallest smallest;
  /// From 1. Those that do the same to the lines of the log (twins.h) share one.
  std::size_t rank = 0;
  std::vector<Sighting> sightings;  // what else could have been seen of it, or can be yet

  const Cell& cell() const { return scenario.cells.front(); }
  model::Verdict verdict() const {
    return told.result.findings[static_cast<std::size_t>(model::Property::eventually_fresh)]
        .verdict;
  }
  /// How likely, among those with as many requests and faults.
  double likelihood() const { return hypothesis.weight * fit.share * fit.timing; }
};

/// Ranks causes and brings them into that order: the one cost (requests, faults, deviations,
/// steps), but among those with as many requests and faults the likelier first. Twins stand
/// together, and count as one that is as likely as all of them.
/// @param twin_of for each cause the first that it is a twin of, or itself
void rank(std::vector<ExplainingRun>& causes, const std::vector<std::size_t>& twin_of);

/// Whether one is less than three times as likely as the other, with as many requests and faults:
/// such a difference is "not worth more than a bare mention" (Kass and Raftery, Bayes Factors,
/// 1995).
bool about_as_likely(const ExplainingRun& one, const ExplainingRun& other);

/// Runs a guide that explains the log in the world of the hypothesis, and settles what it chose.
/// @return nothing if the settled world does not explain the log
std::optional<ExplainingRun> settle(const LogQuestion& question, const Hypothesis& hypothesis,
                                    const Guide& guide);

}  // namespace stalemate::scenarios
