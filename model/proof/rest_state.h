// A world at rest, as a value in canonical form: everything its future depends on, and nothing
// else. A world can be taken apart into one and built again from one.
//
// Of deadlines only their order counts: at rest the clock may move on before anything happens, so
// how far away a deadline was when the world came to rest says nothing. (Where deadlines of
// different lengths meet, it does say how many new ones of a shorter kind fit in before; a state is
// then built in several placements, near and far.) Renders and versions of the data count by rank;
// who rendered is a name and does not count. That an entry is removed by its age one day
// (expirationTtl) does not count either: it is no refresh. Of the store's write limit only counts
// whether the key was written before: then it may refuse the next write, or not.
//
// Invariants:
//  1. rest_state(build(state)) == state, in every placement.
//  2. Every future of a world at rest is one of its state's, in some placement.
//
// Cost: microseconds; a state takes some hundred bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/fault.h"
#include "model/proof/bounds.h"
#include "sim/state/clock_order.h"

namespace stalemate::model {

class World;

/// 0: past, 1: now, 2: the next one to come, 3: the one after that, ...
using DeadlineOrder = std::uint32_t;
/// none: there is none.
using Deadline = std::optional<DeadlineOrder>;

struct RestValue {
  std::uint32_t shape = 0;
  std::uint32_t tags = 0;
  Deadline revalidate_at;
  Deadline expire_at;
  std::uint32_t stamp = 0;  // 0: as late as now, 1: the latest before that, ...
  std::uint32_t render = 0;

  auto operator<=>(const RestValue&) const = default;
};

struct RestState {
  struct Entry {
    std::optional<RestValue> value;
    bool written = false;  // so that the store may refuse the next write

    auto operator<=>(const Entry&) const = default;
  };
  struct Copy {  // of a read cache
    DeadlineOrder valid_until = 0;
    std::optional<RestValue> value;  // none: "no such key"

    auto operator<=>(const Copy&) const = default;
  };
  struct CachedTag {
    DeadlineOrder valid_until = 0;
    std::optional<std::uint32_t> stamp;  // none: never invalidated

    auto operator<=>(const CachedTag&) const = default;
  };
  enum class Memo : std::uint8_t { none, settled, orphaned };
  struct OrphanedSlot {
    std::uint32_t key = 0;
    Deadline until;  // of a lease

    auto operator<=>(const OrphanedSlot&) const = default;
  };
  struct IsolateGlobals {
    bool started = false;
    std::vector<OrphanedSlot> orphaned_slots;  // in the order of the map
    std::vector<std::optional<CachedTag>> tags;
    Memo module_promise = Memo::none;

    auto operator<=>(const IsolateGlobals&) const = default;
  };
  struct LateWrite {
    bool put = true;
    std::uint32_t colo = 0;
    std::uint32_t key = 0;
    std::optional<RestValue> value;

    auto operator<=>(const LateWrite&) const = default;
  };

  std::vector<Entry> store;
  std::vector<std::vector<std::optional<Copy>>> read_caches;
  std::vector<IsolateGlobals> isolates;
  std::vector<LateWrite> late_writes;  // sorted
  std::vector<std::uint16_t> faults_left;

  auto operator<=>(const RestState&) const = default;
};

/// Requires that no context is live.
/// @param exhausted set if the clock's steps have added up to something that is not small any more
RestState rest_state(const World& world, const ProofConfig& config, bool& exhausted);

/// How far away each deadline to come is put: for each, in their order, how many of the lengths in
/// ProofConfig::lengths_ms it exceeds. Never decreasing.
using Placement = std::vector<std::uint32_t>;
std::vector<Placement> placements(const RestState& state, const ProofConfig& config);

/// Makes a world that has done nothing yet stand where the state says.
void build(const RestState& state, const Placement& placement, const ProofConfig& config,
           World& world);

/// One number for a state, equal on every machine.
std::uint64_t fingerprint(const RestState& state);

}  // namespace stalemate::model
