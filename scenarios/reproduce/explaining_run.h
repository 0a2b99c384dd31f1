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
  std::uint64_t runs = 0;           // until it was found
  std::vector<Sighting> sightings;  // what else could have been seen of it, or can be yet

  const Cell& cell() const { return scenario.cells.front(); }
  model::Verdict verdict() const {
    return told.result.findings[static_cast<std::size_t>(model::Property::eventually_fresh)]
        .verdict;
  }
  /// How likely, among those with as many requests and faults.
  double likelihood() const { return hypothesis.weight * fit.share * fit.timing; }
};

/// The order in which causes are ranked: the one cost (requests, faults, deviations, steps), but
/// among those with as many requests and faults the likelier one first.
bool ranks_before(const ExplainingRun& one, const ExplainingRun& other);

/// The places of ranked causes, from 1. Those with as many requests and faults share one with the
/// first of them unless it is at least three times as likely: less is "not worth more than a bare
/// mention" (Kass and Raftery, Bayes Factors, 1995).
std::vector<std::size_t> ranks_of(const std::vector<ExplainingRun>& ranked);

/// Runs a guide that explains the log in the world of the hypothesis, and settles what it chose.
/// @return nothing if the settled world does not explain the log
std::optional<ExplainingRun> settle(const LogQuestion& question, const Hypothesis& hypothesis,
                                    const Guide& guide);

}  // namespace stalemate::scenarios
