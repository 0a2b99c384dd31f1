// A world at rest, as a value in canonical form: everything its future depends on, and nothing
// else. A world can be taken apart into one and built again from one.
//
// Deadlines are told as sim/state/clock_order.h does: whole units of time from now, and the order
// of the remainders. Where all that counts is the order in which deadlines pass
// (ProofConfig::clock_is_plain), only that is told: at rest the clock may move on before anything
// happens, so how far away one was when the world came to rest says nothing. Renders and versions
// of the data count by rank; who rendered is a name and does not count. That an entry is removed by
// its age one day (expirationTtl) does not count either: it is no refresh. Of the store's write
// limit only counts whether the key was written before: then it may refuse the next write, or not.
//
// Invariants:
//  1. rest_state(build(state)) == state.
//  2. A world at rest and the one that is built from its state have the same future.
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

class EntryMonitor;
class World;

/// 0: past. Else 1, and the place among the remainders, and codes_of_a_unit for each whole unit
/// from now. So 1 is now.
using DeadlineCode = std::uint32_t;
inline constexpr DeadlineCode codes_of_a_unit = 64;
/// none: there is none.
using Deadline = std::optional<DeadlineCode>;

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
    DeadlineCode valid_until = 0;
    std::optional<RestValue> value;  // none: "no such key"

    auto operator<=>(const Copy&) const = default;
  };
  struct CachedTag {
    DeadlineCode valid_until = 0;
    std::optional<std::uint32_t> stamp;  // none: never invalidated

    auto operator<=>(const CachedTag&) const = default;
  };
  enum class Memo : std::uint8_t { none, settled, orphaned };
  struct OrphanedSlot {
    std::uint32_t key = 0;
    Deadline until;  // of a lease

    auto operator<=>(const OrphanedSlot&) const = default;
  };
  /// Of entries that are judged: no request that arrives after this instant may be served what this
  /// render has made (see entry_monitor.h).
  struct Forbidden {
    std::uint32_t render = 0;
    DeadlineCode from = 0;

    auto operator<=>(const Forbidden&) const = default;
  };
  struct IsolateGlobals {
    bool started = false;
    std::vector<OrphanedSlot> orphaned_slots;  // in the order of the map
    std::vector<std::optional<CachedTag>> tags;
    Memo module_promise = Memo::none;
    std::vector<Forbidden> forbidden;  // to requests that it answers; by render

    auto operator<=>(const IsolateGlobals&) const = default;
  };
  struct LateWrite {
    bool put = true;
    std::uint32_t colo = 0;
    std::uint32_t key = 0;
    std::optional<RestValue> value;
    std::optional<std::uint32_t> read;  // of a delete that is judged: what its request had read

    auto operator<=>(const LateWrite&) const = default;
  };

  std::vector<Entry> store;
  std::vector<std::vector<std::optional<Copy>>> read_caches;
  std::vector<IsolateGlobals> isolates;
  std::vector<LateWrite> late_writes;  // sorted
  std::vector<std::uint16_t> faults_left;

  auto operator<=>(const RestState&) const = default;
};

/// Calls `visit(code)` for each of the state's deadlines.
template <class State, class Visit>
void for_each_deadline(State& state, const Visit& visit) {
  const auto visit_value = [&visit](auto& value) {
    if (!value) return;
    if (value->revalidate_at) visit(*value->revalidate_at);
    if (value->expire_at) visit(*value->expire_at);
  };
  for (auto& entry : state.store) visit_value(entry.value);
  for (auto& copies : state.read_caches) {
    for (auto& copy : copies) {
      if (!copy) continue;
      visit(copy->valid_until);
      visit_value(copy->value);
    }
  }
  for (auto& globals : state.isolates) {
    for (auto& tag : globals.tags) {
      if (tag) visit(tag->valid_until);
    }
    for (auto& slot : globals.orphaned_slots) {
      if (slot.until) visit(*slot.until);
    }
    for (auto& forbidden : globals.forbidden) visit(forbidden.from);
  }
  for (auto& write : state.late_writes) visit_value(write.value);
}

/// Requires that no context is live.
/// @param monitor of entries that are judged, or none
RestState rest_state(const World& world, const ProofConfig& config,
                     const EntryMonitor* monitor = nullptr);

/// Makes a world that has done nothing yet stand where the state says.
void build(const RestState& state, const ProofConfig& config, World& world,
           EntryMonitor* monitor = nullptr);

}  // namespace stalemate::model
