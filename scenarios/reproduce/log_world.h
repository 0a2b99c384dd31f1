// Worlds in which the requests of a log arrive: what a reproduction runs.
//
// Of a scenario's cell stay the handler, the runtime, the store, the latencies, the topology and
// the page. Its workload is replaced by the log, what it prescribes to go wrong is taken out.
//
// Invariants:
//  1. Arrival i of a world is line i of the question; those after the last one are unobserved.
//  2. What comes out is a scenario that loads, with one cell.
//
// Cost: that of loading a scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/format/json.h"
#include "scenarios/format/result.h"
#include "scenarios/format/scenario.h"
#include "scenarios/log/observation.h"
#include "scenarios/reproduce/hypothesis.h"

namespace stalemate::scenarios {

/// Isolates [first, end), from 0.
struct IsolateRange {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

/// Lines to be explained, and in which world.
struct LogQuestion {
  const Scenario* scenario = nullptr;  // outlives it
  const Cell* cell = nullptr;
  format::Json world;  // of the cell, without workload and faults
  std::vector<Observation> seen;
  std::int64_t tolerance_ms = 0;  // how wrong clocks may be
  // Of each line:
  std::vector<std::int64_t> at_ms;         // since the start of the world
  std::vector<std::int64_t> tolerance_of;  // either way
  std::vector<IsolateRange> isolates;      // that may have answered
  std::int64_t end_ms = 0;                 // when the last one has come for certain
  /// What the store held at the start: guessed from the first lines, or as the scenario says of
  /// when the first request came, which is this late in the world at most.
  bool store_guessed = false;
  bool store_prescribed = false;
  std::int64_t latest_start_ms = 0;
  // Left out, for no scenario has so many colos:
  std::vector<std::string> other_colos;
  std::uint64_t of_other_colos = 0;  // lines
};

struct QuestionOptions {
  std::string generation;  // of the handler; empty: as the scenario has it
  std::int64_t tolerance_ms = 2000;
  std::size_t most_lines = 60;  // the last ones
};

/// Whether it has all lines that there were, each at its time: none was folded into another.
bool tells_all(const LogQuestion& question);

/// @param seen in the order of their times; at least one with a time
Result<LogQuestion> question_of(const Scenario& scenario, const Cell& cell,
                                std::vector<Observation> seen, const QuestionOptions& options);

/// The world of a hypothesis: every line of the log arrives within its tolerance.
format::Json world_of(const LogQuestion& question, const Hypothesis& hypothesis);
Result<Scenario> load_world(const LogQuestion& question, const format::Json& world);

}  // namespace stalemate::scenarios
