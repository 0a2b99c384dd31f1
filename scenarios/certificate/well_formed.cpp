#include "scenarios/certificate/well_formed.h"

#include <algorithm>
#include <optional>

namespace stalemate::scenarios {

namespace {

using model::RestState;

constexpr std::uint32_t most = 1000;  // deadlines, stamps or renders of one state

bool fits(const std::optional<model::RestValue>& value, const model::ProofConfig& config) {
  if (!value) return true;
  return value->shape < model::count_of<model::EntryShape>() &&
         value->tags <= config.world.page.tags && value->render < most && value->stamp < most &&
         value->revalidate_at.value_or(0) < most && value->expire_at.value_or(0) < most;
}

bool fits(const RestState::IsolateGlobals& globals, std::size_t tags, std::size_t keys) {
  const auto is_key = [keys](const RestState::OrphanedSlot& slot) {
    return slot.key < keys && slot.until.value_or(0) < most;
  };
  const auto is_tag = [](const auto& tag) {
    return !tag || (tag->valid_until < most && tag->stamp.value_or(0) < most);
  };
  return globals.tags.size() == tags && globals.orphaned_slots.size() <= keys &&
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
              state.faults_left.size() == root.faults_left.size();
  for (const auto& entry : state.store) good = good && fits(entry.value, config);
  for (const auto& copies : state.read_caches) {
    good = good && copies.size() == keys;
    for (const auto& copy : copies) {
      good = good && (!copy || (copy->valid_until < most && fits(copy->value, config)));
    }
  }
  for (const auto& globals : state.isolates) {
    good = good && fits(globals, root.isolates.front().tags.size(), keys);
  }
  for (const auto& write : state.late_writes) {
    good = good && write.key < keys && fits(write.value, config) &&
           write.colo < config.world.isolates_per_colo.size() &&
           write.put == write.value.has_value();
  }
  for (std::size_t fault = 0; good && fault < state.faults_left.size(); ++fault) {
    good = state.faults_left[fault] <= root.faults_left[fault];
  }
  return good;
}

}  // namespace stalemate::scenarios
