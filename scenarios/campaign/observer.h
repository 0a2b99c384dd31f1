// Who listens while a check runs: a progress line, a log, a test.
//
// Invariants:
//  1. No two calls come at the same time; found() may come from any thread.
//  2. What a listener does never changes a result.
//
// Cost: advanced() is called once a chunk of schedules, the others once a cell or less.
#pragma once

#include <cstdint>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

struct Progress {
  std::uint64_t schedules = 0;  // that were run so far
  std::uint64_t share = 0;      // of `total`: run, or left out because a budget ended a cell
  std::uint64_t total = 0;      // that were asked for, over all cells
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void started(std::size_t /*saved*/, std::size_t /*cells*/, const Options& /*options*/) {}
  virtual void saved_replayed(const SavedResult& /*saved*/) {}
  virtual void cell_started(const Scenario& /*scenario*/, const Cell& /*cell*/) {}
  /// While a cell is proved, now and then.
  virtual void proof_advanced(const RestGraph& /*graph*/) {}
  virtual void advanced(const Progress& /*progress*/) {}
  virtual void found(const Scenario& /*scenario*/, const Cell& /*cell*/,
                     const Violation& /*violation*/) {}
  virtual void finished() {}
};

}  // namespace stalemate::scenarios
