// The properties that a run is judged by, and what a judgement says.
//
// eventually-fresh: after the chaos is over (no fault any more, latencies typical, teardown at the
// instant it is allowed) requests keep coming in bursts, each after the entry has expired. Two
// equal worlds at the start of two bursts, with at least one read of an expired entry and no newer
// generation stored between them, are a loop: the entry is STALE for ever. If the reads found no
// entry at all, the page is never stored: uncached. "For ever" means as long as the entry
// lives: that it is removed by its age one day (expirationTtl, expireAt) is no refresh. A loop in
// which no entry was due says nothing: undecided. A run that comes to rest exactly where an
// undisturbed run of the same world goes round, and heals, is judged by that loop.
//
// no-orphaned-regeneration-slot: no isolate's dedupe map holds a promise whose request context is
// dead. Such a slot stops every later regeneration in that isolate.
//
// no-uncovered-write: when a context ends normally (its work done, nothing cut), every write it
// began has been committed or has failed.
//
// invalidation-respected: a request that arrives after revalidateTag() has resolved is served
// nothing that a render made from data it had read before revalidateTag() was called. In another
// isolate the same holds five seconds later (for so long handlers may believe what they know of a
// tag), and where locations cache reads, for as long more as those may live.
//
// no-fresh-entry-deleted: a request that deletes an entry removes none that is newer than the one
// it has read: whose render began later.
#pragma once

#include <array>
#include <cstdint>

#include "model/names.h"
#include "sim/time.h"

namespace stalemate::model {

enum class Property : std::uint8_t {
  eventually_fresh,
  no_orphaned_regeneration_slot,
  no_uncovered_write,
  invalidation_respected,
  no_fresh_entry_deleted,
};
template <>
struct NamesOf<Property> {
  static constexpr auto table = std::to_array<const char*>(
      {"eventually-fresh", "no-orphaned-regeneration-slot", "no-uncovered-write",
       "invalidation-respected", "no-fresh-entry-deleted"});
};
inline constexpr std::size_t property_count = NamesOf<Property>::table.size();

/// The first ones are judged always, by the state of the world; the others by what has been before,
/// which has to be watched for: where somebody asks (WorldConfig::entries_judged).
inline constexpr std::size_t always_judged_count = 3;
constexpr std::size_t judged_count(bool entries_judged) {
  return entries_judged ? property_count : always_judged_count;
}

enum class Verdict : std::uint8_t {
  holds,      // in this run; a sample proves nothing
  violated,   // eventually-fresh: STALE for ever
  uncached,   // eventually-fresh: MISS for ever
  undecided,  // a bound ended the run first
};
template <>
struct NamesOf<Verdict> {
  static constexpr auto table =
      std::to_array<const char*>({"holds", "violated", "uncached", "undecided"});
};

/// What one run says about one property.
struct Finding {
  Verdict verdict = Verdict::holds;
  sim::Microseconds at_us = 0;  // when the evidence was complete
  std::uint32_t isolate = 0;    // from 0: where
};

using Findings = std::array<Finding, property_count>;

}  // namespace stalemate::model
