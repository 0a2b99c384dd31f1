// The deadlines that count in a world, wherever they are kept: in entries, copies and slots, in
// tags that an isolate knows, and in what code that waits has already computed.
//
// Invariants:
//  1. Those to come are the ones that the proof engine tells apart in the same world
//     (model/proof/burst_fingerprint.cpp), so that "the next deadline" is the same here and there.
//
// Cost: a walk through all that is under way.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/proof/bounds.h"
#include "model/proof/entry_monitor.h"
#include "model/world.h"

namespace stalemate::scenarios {

/// What a deadline is of, by which the same one can be found in two worlds.
struct DeadlineName {
  enum class Of : std::uint8_t { entry, copy, write, slot, tag, context, render };
  Of of = Of::entry;
  /// Colo, isolate, or request, counted from a given one; 0: an earlier one.
  std::uint32_t place = 0;
  std::uint32_t key = 0;
  std::uint32_t nth = 0;  // of those that agree in all of this

  bool operator==(const DeadlineName&) const = default;
};

struct NamedDeadline {
  DeadlineName name;
  std::int64_t at_ms = 0;  // virtual
};

/// @param monitor may be null
/// @param before requests up to this number are earlier ones; the others count from it
std::vector<NamedDeadline> named_deadlines_of(const model::World& world,
                                              const model::ProofConfig& config,
                                              const model::EntryMonitor* monitor,
                                              std::uint32_t before);

/// The last one here that is also there, between these two instants of that world: after the first,
/// at the second at most. Nothing: there is none.
std::optional<std::int64_t> last_of_same(const std::vector<NamedDeadline>& here,
                                         const std::vector<NamedDeadline>& there,
                                         std::int64_t after_ms, std::int64_t until_ms);

/// @param monitor may be null, if what is served and deleted is not judged
/// @return virtual milliseconds, ascending
std::vector<std::int64_t> deadlines_of(const model::World& world, const model::ProofConfig& config,
                                       const model::EntryMonitor* monitor);

}  // namespace stalemate::scenarios
