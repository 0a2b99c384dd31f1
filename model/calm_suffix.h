// The calm end of a run, which decides `eventually-fresh`.
//
// The basic idea. When the chaos is over, nothing goes wrong any more and every latency is typical,
// so the world is deterministic. Requests keep coming in bursts, each after the entry has expired.
// As soon as the world stands, in canonical form, where it stood at the start of an earlier burst,
// it will go round for ever. If in that loop an expired entry was read and no newer generation was
// stored, the entry is STALE for ever; if it was never there to be read, it is never stored.
//
// Most runs come to rest just where an undisturbed run would. The loop of that run is looked at
// once, before all others (HealingLoop); a run that joins it is judged without going round.
#pragma once

#include <cstdint>
#include <vector>

#include "model/properties/property.h"
#include "model/world.h"

namespace stalemate::model {

struct SuffixResult {
  Finding finding;
  std::uint32_t bursts = 0;
  std::uint64_t steps = 0;
  bool joined = false;  // it stands in the healing loop that is known
};

/// What an undisturbed world does for ever, if it violates nothing and that loop heals; else empty.
struct HealingLoop {
  std::vector<std::uint64_t> states;  // canonical, removal counted, at the start of each burst
  sim::TraceMarks marks{};            // which kinds of events occur in it
};

/// Between two bursts, as long as all of them come after the same gap. By default just more than
/// the page's life, so that each burst finds an expired entry.
Microseconds calm_gap_us(const WorldConfig& config);

/// Runs a world of its own from its beginning to its end, calm throughout. A world that may send
/// its calm traffic to any one of several isolates has no such loop.
/// @param world begun by nobody so far; good for nothing afterwards
HealingLoop find_healing_loop(World& world, std::uint64_t step_limit);

/// Requires that the workload is over and the chaos has ended. The world's own gate is asked once,
/// for the isolate that the calm traffic hits; after that every decision is calm.
/// @param sink where the world's events go
/// @param step_limit how many macro-steps it may take before the result is `undecided`
/// @param known of this world, or empty
SuffixResult run_calm_suffix(World& world, sim::TraceSink* sink, std::uint64_t step_limit,
                             const HealingLoop& known);

/// Goes once round the healing loop that the world has joined, for whoever watches.
/// @param first_burst the number of its first burst, from 1
void show_healing(World& world, sim::TraceSink* sink, const HealingLoop& known,
                  std::uint32_t first_burst);

}  // namespace stalemate::model
