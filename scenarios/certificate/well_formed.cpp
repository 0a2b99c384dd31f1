#include "scenarios/certificate/well_formed.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "model/kv/value.h"

namespace stalemate::scenarios {

namespace {

using model::RestState;

constexpr std::uint32_t most = 1000;  // stamps or renders of one state

/// The latest deadline of a value, of a slot, ...: by its code.
std::uint64_t latest(const std::optional<model::RestValue>& value) {
  if (!value) return 0;
  return std::max(value->revalidate_at.value_or(0), value->expire_at.value_or(0));
}

std::uint64_t latest_deadline(const RestState& state) {
  std::uint64_t code = 0;
  for (const auto& entry : state.store) code = std::max(code, latest(entry.value));
  for (const auto& copies : state.read_caches) {
    for (const auto& copy : copies) {
      if (copy) code = std::max({code, std::uint64_t{copy->valid_until}, latest(copy->value)});
    }
  }
  for (const auto& globals : state.isolates) {
    for (const auto& slot : globals.orphaned_slots) {
      code = std::max(code, std::uint64_t{slot.until.value_or(0)});
    }
    for (const auto& forbidden : globals.forbidden) {
      code = std::max(code, std::uint64_t{forbidden.from});
    }
    for (const auto& tag : globals.tags) {
      if (tag) code = std::max(code, std::uint64_t{tag->valid_until});
    }
  }
  for (const auto& write : state.late_writes) code = std::max(code, latest(write.value));
  return code;
}

/// No deadline is set further away than the longest length, but for those the scenario begins with.
/// A state may tell more remainders than the one before: so much room is left besides.
std::uint64_t latest_possible(const RestState& root, const model::ProofConfig& config) {
  const std::int64_t longest_ms = config.lengths_ms.empty() ? 0 : config.lengths_ms.back();
  const auto units = static_cast<std::uint64_t>(longest_ms / config.clock_unit_ms);
  constexpr std::uint64_t codes = model::codes_of_a_unit;
  return std::max(codes * (units + 2), latest_deadline(root) + codes);
}

bool fits(const std::optional<model::RestValue>& value, const model::ProofConfig& config) {
  if (!value) return true;
  return value->shape < model::count_of<model::EntryShape>() &&
         value->tags <= config.world.page.tags && value->render < most && value->stamp < most;
}

bool fits(const RestState::IsolateGlobals& globals, std::size_t tags, std::size_t keys,
          bool entries_judged) {
  const auto is_key = [keys](const RestState::OrphanedSlot& slot) { return slot.key < keys; };
  const auto is_tag = [](const auto& tag) { return !tag || tag->stamp.value_or(0) < most; };
  const auto is_render = [](const RestState::Forbidden& forbidden) {
    return forbidden.render < most;
  };
  const auto not_before = [](const RestState::Forbidden& one, const RestState::Forbidden& other) {
    return one.render >= other.render;
  };
  const auto& forbidden = globals.forbidden;
  return globals.tags.size() == tags && (entries_judged || forbidden.empty()) &&
         std::ranges::all_of(forbidden, is_render) &&
         std::ranges::adjacent_find(forbidden, not_before) == forbidden.end() &&
         globals.orphaned_slots.size() <= keys &&
         std::all_of(globals.orphaned_slots.begin(), globals.orphaned_slots.end(), is_key) &&
         std::all_of(globals.tags.begin(), globals.tags.end(), is_tag);
}

}  // namespace

bool is_well_formed(const RestState& state, const RestState& root,
                    const model::ProofConfig& config) {
  const auto keys = root.store.size();
  bool good = state.store.size() == keys && state.read_caches.size() == root.read_caches.size() &&
              state.isolates.size() == root.isolates.size() &&
              state.late_writes.size() <= config.bounds.late_writes &&
              state.faults_left.size() == root.faults_left.size() &&
              latest_deadline(state) <= latest_possible(root, config);
  for (const auto& entry : state.store) good = good && fits(entry.value, config);
  for (const auto& copies : state.read_caches) {
    good = good && copies.size() == keys;
    for (const auto& copy : copies) {
      good = good && (!copy || fits(copy->value, config));
    }
  }
  for (const auto& globals : state.isolates) {
    good = good && fits(globals, root.isolates.front().tags.size(), keys, config.entries_judged());
  }
  for (const auto& write : state.late_writes) {
    good =
        good && write.key < keys && fits(write.value, config) &&
        write.colo < config.world.isolates_per_colo.size() &&
        write.put == write.value.has_value() && write.read.value_or(0) < most &&
        (!write.read || (!write.put && model::is_page_key(write.key) && config.entries_judged()));
  }
  // Where no entry is ever stored late, which render is which does not count.
  if (!config.order_of_renders_counts) {
    const auto is_entry = [](const RestState::LateWrite& write) {
      return write.put && model::is_page_key(write.key);
    };
    good = good && std::ranges::none_of(state.late_writes, is_entry) &&
           std::ranges::all_of(state.store, [](const RestState::Entry& entry) {
             return !entry.value || entry.value->render == 0;
           });
  }
  for (std::size_t fault = 0; good && fault < state.faults_left.size(); ++fault) {
    good = state.faults_left[fault] <= root.faults_left[fault];
  }
  return good;
}

}  // namespace stalemate::scenarios
