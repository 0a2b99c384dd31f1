// Goes through every interleaving in which the requests of a log can be answered: whether any of
// them answers as the log says.
//
// The basic idea. The engine of proofs (model/proof) takes one step at a time, whatever is enabled.
// Here requests arrive as lines of the log do (log_follower.h), the instants of all steps stay
// within what the log's times and the scenario's latencies allow (way_times.h), and a step that
// answers a line otherwise than it says is not gone on from. States are matched by what the world's
// future depends on, by what the log still expects and by those instants. If no way leads to the
// end of the log, no schedule does either: that is a proof, where searching at random (search.h)
// only finds nothing.
//
// A way that is left may still be none: a line's age and how its invocation ended are not held
// against it, and bounds on instants do not know which of them belong together.
//
// Invariants:
//  1. A log that the timed simulator gives in one of its runs is not ruled out for the world of
//  that
//     run.
//  2. Equal questions have equal answers, unless must_stop ends one.
//
// Cost: some microseconds a transition.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "model/config.h"
#include "scenarios/reproduce/hypothesis.h"
#include "scenarios/reproduce/log_world.h"

namespace stalemate::scenarios {

enum class Possible : std::uint8_t {
  no,         // every way was gone through
  yes,        // one leads to the end of the log
  not_known,  // there are too many
};

struct Interleavings {
  Possible possible = Possible::not_known;
  /// Some way was not gone on from, as more was under way in it than `interleaving_limits`, or as
  /// its clock had no room left between two instants.
  bool held_back = false;
  /// The farthest that any way came: so many lines, from the first one on, answered as they say.
  std::uint32_t explained = 0;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;

  /// No schedule of this world gives this log.
  bool ruled_out() const { return possible == Possible::no && !held_back; }
};

struct InterleavingLimits {
  std::uint32_t requests_at_once = 6;
  std::uint32_t late_writes = 4;  // of dead contexts, still under way
};
inline constexpr InterleavingLimits interleaving_limits;

/// Why there is no telling for such a world, "a handler in JavaScript"; empty: there is.
std::string beyond_interleavings(const LogQuestion& question, const model::WorldConfig& world);

/// Requires a world that is not beyond it.
/// @param world that of the hypothesis
Interleavings every_interleaving(const LogQuestion& question, const Hypothesis& hypothesis,
                                 const model::WorldConfig& world, std::uint64_t most_transitions,
                                 const std::function<bool()>& must_stop);

}  // namespace stalemate::scenarios
