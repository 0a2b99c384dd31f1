// The calm end of a run, which decides `eventually-fresh`.
//
// The basic idea. When the chaos is over, nothing goes wrong any more and every latency is typical,
// so the world is deterministic. Requests keep coming in bursts, each after the entry has expired.
// As soon as the world stands, in canonical form, where it stood at the start of an earlier burst,
// it will go round for ever. If in that loop an expired entry was read and no newer generation was
// stored, the entry is STALE for ever; if it was never there to be read, it is never stored.
#pragma once

#include <cstdint>

#include "model/properties/property.h"
#include "model/world.h"

namespace stalemate::model {

struct SuffixResult {
  Finding finding;
  std::uint32_t bursts = 0;
  std::uint64_t steps = 0;
};

/// Requires that the workload is over and the chaos has ended. The world's own gate is asked once,
/// for the isolate that the calm traffic hits; after that every decision is calm.
/// @param sink where the world's events go
/// @param step_limit how many macro-steps it may take before the result is `undecided`
SuffixResult run_calm_suffix(World& world, sim::TraceSink* sink, std::uint64_t step_limit);

}  // namespace stalemate::model
