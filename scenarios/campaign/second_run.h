// Runs a seed a second time, in another world at another address, and says whether both agree.
//
// Whatever made the first run depend on an address, on memory left over from an earlier run or on
// the thread shows as a difference here.
//
// Invariants:
//  1. The arenas of the two simulations are alive at the same time, so they never overlap.
//
// Cost: one run; when the runs differ, two more that write their events down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/config.h"
#include "model/simulation.h"
#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/transcript.h"

namespace stalemate::scenarios {

/// True if two runs of one seed did the same and were judged alike.
bool same_run(const model::RunResult& first, const model::RunResult& second);

/// The first place where two transcripts of one seed differ, as a sentence.
std::string first_difference(const Transcript& first, const Transcript& second,
                             const model::WorldConfig& config);

class SecondRun {
 public:
  /// @param first outlives this object; it is run again when a difference is to be told
  SecondRun(model::Simulation& first, const model::WorldConfig& config, Strategy strategy);

  /// As of Simulation. What is told of a run that was stopped is good for nothing.
  void stop_when(const std::atomic<bool>& not_wanted) { second_.stop_when(not_wanted); }

  /// @return nothing if the second run agrees with `result`
  std::optional<NonDeterminism> check(std::uint64_t seed, const model::RunResult& result);

  /// As check(), and keeps what the second run did.
  std::optional<NonDeterminism> check(std::uint64_t seed, const model::RunResult& result,
                                      ToldRun& told);

  /// @return nothing if the written decisions lead to the same run again
  std::optional<NonDeterminism> check_schedule(std::uint64_t seed, const ToldRun& told);

 private:
  NonDeterminism explain(std::uint64_t seed, const model::RunResult& result,
                         const model::RunResult& again);

  model::Simulation* first_;
  const model::WorldConfig* config_;
  Strategy strategy_;
  SeededExplorers explorers_;
  model::Simulation second_;
};

}  // namespace stalemate::scenarios
