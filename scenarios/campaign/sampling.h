// Runs the schedules of one cell on several threads.
//
// Invariants:
//  1. Seeds are handed out in order, in chunks; every chunk that was handed out is finished unless
//     the run is cancelled. So the seeds that ran are the first ones, whatever ended the sampling.
//  2. What comes out does not depend on the number of threads.
//  3. A deadline never leaves a cell out: the first chunk is run even after it.
//  4. Each thread has worlds of its own; they share nothing but the seeds and the evidence.
//
// Cost: a run of the world for each seed, and a second one for each failing and every hundredth
// passing seed.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/campaign/campaign_result.h"
#include "scenarios/campaign/evidence.h"
#include "scenarios/campaign/stopwatch.h"
#include "scenarios/format/scenario.h"

namespace stalemate::scenarios {

/// Every so many schedules, one that passes is run twice as well.
inline constexpr std::uint64_t second_run_interval = 100;

struct SampleRequest {
  const Cell& cell;
  const Options& options;
  Deadline deadline;
  const std::atomic<bool>& cancelled;
};

struct Sample {
  std::uint64_t schedules = 0;
  std::array<VerdictCounts, model::property_count> counts{};
  std::vector<bool> marks_met;  // of the cell's `sometimes` marks, in their order
  bool any_hit = false;         // a request was served a HIT
  Remarks remarks;
  std::string failure;  // why the handler's script could not go on: a seed, and a line

  void take_remarks(std::uint64_t seed, const model::ScriptRemarks& told);
  void merge(const Sample& other);
};

/// @param progress called by the calling thread now and then, with the schedules done so far
Sample sample_cell(const SampleRequest& request, Evidence& evidence,
                   const std::function<void(std::uint64_t)>& progress);

}  // namespace stalemate::scenarios
