// Goes through all that can happen in some bursts of requests, from the beginning of a cell on.
//
// The basic idea. States are tried in the order of what leads to them: the fewest requests and
// faults, then the fewest steps. All states of one cost are tried side by side, by as many threads
// as are wanted, and what they lead to is put together in their order. Each state at rest is
// judged by what calm traffic does from there on. See model/proof/bounded_worker.h for what a state
// is.
//
// Invariants:
//  1. What is found depends on the cell and the bounds only, not on the number of threads.
//  2. The first path to a violation is a smallest one.
//
// Cost: that of the workers; some hundred bytes for a state that is still to be tried, sixteen to
// thirty-two for one that is known.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/proof/bounded_worker.h"
#include "scenarios/campaign/stopwatch.h"
#include "scenarios/proof/rest_graph.h"

namespace stalemate::scenarios {

/// A smallest way to a violation.
struct BoundedPath {
  model::BoundedSteps steps;
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  std::uint32_t isolate = 0;  // that calm traffic goes to; of safety properties that it shows, too
  bool calm = false;          // it shows only in calm traffic after these steps
  model::Verdict verdict = model::Verdict::violated;

  bool operator==(const BoundedPath&) const = default;
};

/// What a script shows beside its verdicts, and after how much of the first way to it.
struct BoundedRemark {
  std::string text;
  std::uint32_t requests = 0;
  std::uint32_t faults = 0;
  std::uint32_t steps = 0;
  bool calm = false;  // it shows only in calm traffic after these

  bool operator==(const BoundedRemark&) const = default;
};

/// As model::ScriptRemarks, of all runs: what is the first of its kind in one of them. Of different
/// texts the first few in the order of the search; of requests that hang, whose texts differ by
/// their numbers, the first.
struct BoundedRemarks {
  std::vector<BoundedRemark> refusals;
  std::vector<BoundedRemark> errors;
  std::vector<BoundedRemark> hangs;

  bool operator==(const BoundedRemarks&) const = default;
};

struct BoundedResult {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  /// Of the states at rest, once for each isolate that calm traffic may go to: how many there are
  /// of each verdict.
  std::array<std::uint64_t, model::count_of<model::Verdict>()> judged{};
  /// How many of those that hold needed more than the first bursts of calm traffic.
  std::uint64_t late = 0;
  /// States that were not gone on with: more writes of dead contexts were under way.
  std::uint64_t out_of_bounds = 0;
  std::array<std::optional<BoundedPath>, model::property_count> violations;
  sim::TraceMarks marks{};  // which kinds of events occur
  BoundedRemarks remarks;
  std::uint64_t open = 0;  // states that were not tried
  Unfinished unfinished = Unfinished::none;
  std::string failure;  // why the handler could not go on, in one line; empty: it could

  bool complete() const { return unfinished == Unfinished::none && failure.empty(); }
  std::uint64_t rests() const;
  std::uint64_t count(model::Verdict verdict) const {
    return judged[static_cast<std::size_t>(verdict)];
  }
};

struct BoundedRequest {
  const model::WorldConfig& world;  // the scenario's own
  model::BoundedBounds bounds;
  unsigned jobs = 1;
  Deadline deadline;
  std::size_t memory_bytes = std::size_t{4} << 30;
  const std::atomic<bool>& cancelled;
  /// Called by the calling thread after all states of a cost.
  std::function<void(const BoundedResult&)> progress{};
};

BoundedResult search_bounded(const BoundedRequest& request);

/// How many bursts of calm traffic a healthy page needs at most.
inline constexpr std::uint32_t healthy_calm_bursts = 2;

}  // namespace stalemate::scenarios
