// What a proof covers: how many requests overlap, which requests there are, which faults.
//
// A proof is about bursts. A burst takes the world from rest (no live context) to rest: requests
// arrive while others are still under way, everything that is under way may go on in any order, and
// the clock moves in between. Any number of bursts may follow each other.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/config.h"

namespace stalemate::model {

struct ProofBounds {
  std::uint32_t requests_per_burst = 2;    // k
  std::uint32_t requests_per_isolate = 2;  // of one burst
  std::uint32_t late_writes = 2;           // g: of dead contexts, still in flight
  /// How far apart the clock puts instants of which only the order counts, in milliseconds; less if
  /// the unit of the clock is small.
  std::int64_t clock_step_ms = 512;
  /// How often in a burst time passes that no deadline asks for; for worlds with a script, which
  /// may look at the clock.
  std::uint32_t pauses = 0;
  // Reductions; none changes a verdict.
  bool merge_invisible = true;    // steps that nobody can tell from none are taken at once
  bool exchange_isolates = true;  // isolates that begin a burst alike are not told apart
  bool plain_clock = true;        // see ProofConfig::clock_is_plain
  bool renders_unordered = true;  // where no entry is ever late
};

/// The world of a scenario as a proof drives it: nothing is prescribed, nothing has a duration, and
/// whatever the scenario prescribes to go wrong has become a fault that may strike at any time.
struct ProofConfig {
  WorldConfig world;
  ProofBounds bounds;
  /// The different requests of the workload, html and rsc say; each may come at any time.
  std::vector<Arrival> requests;
  /// The limit on waitUntil; the clock reaches it only by ending a context.
  std::optional<Microseconds> wait_until_limit_us;
  /// By the scenario's latencies the limit may end a context whose work still goes on. If not, it
  /// ends only those that wait in vain.
  bool work_may_outlast_limit = false;
  /// The different lengths after which something is over (revalidate, cacheTtl, ...), the shortest
  /// first.
  std::vector<std::int64_t> lengths_ms;
  /// A context may die before its write is sent or after: what becomes of the write is the same.
  bool sending_is_invisible = false;
  /// As long as the longest latency of the scenario.
  std::int64_t pause_ms = 1;
  /// Every length is a multiple of this; the limit on waitUntil too, if it is told.
  std::int64_t clock_unit_ms = 1000;

  /// Whether the instants at which entries were stored are ever compared: with an invalidation, or
  /// with each other before one is stored again.
  bool stamps_count = false;
  /// Whether it counts which render it is that was read: it may be stored again, or somebody looks
  /// at the answers.
  bool renders_count_as_read = false;
  /// Whether it counts which of two renders is the newer one. If no entry is ever late, it only
  /// counts which entries are newer than those the burst began with: all that it has rendered.
  bool order_of_renders_counts = true;

  /// Whether it counts when a draining context will reach its limit. If not, there is one length,
  /// no deadline is further away, and it is so much longer that all that counts is which deadlines
  /// were set before the context began to drain: these may pass before the limit, the others
  /// cannot.
  bool limit_is_told() const;
  /// Whether the limit ends any context at all: work may outlast it, or something can go wrong so
  /// that a context waits in vain. Then it counts which one began to drain first: it ends first.
  bool limit_may_strike() const;
  /// Whether what is stored in a burst stays newer than what was there before: nothing is late, and
  /// nothing is ever deleted. Then a round in which all that is asked for has been renewed is one
  /// of progress, and nobody asks what else was due in it.
  bool progress_is_final() const;
  /// Whether it counts how many operations a context has begun: no handler here begins as many as
  /// the usual limit allows.
  bool operations_may_run_out() const {
    return world.runtime.kv_operations > 0 && world.runtime.kv_operations < operations_of_a_context;
  }
  /// No context begins as many.
  static constexpr std::uint32_t operations_of_a_context = 64;
  /// Whether an isolate can be evicted: only then does it count whether it has started.
  bool isolates_may_go() const {
    return world.faults.of(Fault::eviction) > 0 || world.faults.of(Fault::deploy) > 0;
  }
  /// Whether it counts what was served and deleted before (see entry_monitor.h).
  bool entries_judged() const { return world.entries_judged && !world.handler.program; }
  /// Whether it counts that time passes at all: where tags are invalidated, since what is stored in
  /// the millisecond of an invalidation is invalid too. Then rounds that all lie in one millisecond
  /// can do for ever what no others can.
  bool clock_may_stand() const;
  /// Whether there are invalidations to be respected.
  bool invalidations_judged() const;
  /// Whether the handler may store again, for a while, what it has read: if its render can fail.
  bool stores_again() const;
  /// Of which artifacts a write that the store refuses, or a lease of the slot that still runs, may
  /// keep this one from being stored; a bit for each limit of a Round: the clock is one.
  std::uint8_t held_up_by(Artifact artifact) const;
  /// Whether each context lives until all that it began is done, if nothing goes wrong.
  bool all_is_awaited() const;
  /// Whether all that the clock decides is whether entries are past one length. Then it is enough
  /// that deadlines pass, one after the other, and that no two entries are stamped at the same
  /// instant: standing at a deadline is like standing before it, and two deadlines that pass
  /// together are like two that pass one right after the other.
  bool clock_is_plain() const;
};

/// The longest that a request can be kept busy by what its context does, one after the other.
Microseconds longest_work_us(const WorldConfig& world);

/// @param config a validated world
ProofConfig proof_config(const WorldConfig& config, const ProofBounds& bounds);

}  // namespace stalemate::model
