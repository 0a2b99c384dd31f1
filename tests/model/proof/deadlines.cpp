#include "tests/model/proof/deadlines.h"

namespace stalemate::model {

namespace {

void add(std::vector<DeadlineCode*>& all, Deadline& deadline) {
  if (deadline) all.push_back(&*deadline);
}
void add(std::vector<DeadlineCode*>& all, std::optional<RestValue>& value) {
  if (!value) return;
  add(all, value->revalidate_at);
  add(all, value->expire_at);
}

}  // namespace

std::vector<DeadlineCode*> deadlines_of(RestState& state) {
  std::vector<DeadlineCode*> all;
  for (RestState::Entry& entry : state.store) add(all, entry.value);
  for (auto& copies : state.read_caches) {
    for (auto& copy : copies) {
      if (!copy) continue;
      all.push_back(&copy->valid_until);
      add(all, copy->value);
    }
  }
  for (RestState::IsolateGlobals& globals : state.isolates) {
    for (auto& tag : globals.tags) {
      if (tag) all.push_back(&tag->valid_until);
    }
    for (auto& slot : globals.orphaned_slots) add(all, slot.until);
  }
  for (RestState::LateWrite& write : state.late_writes) add(all, write.value);
  return all;
}

}  // namespace stalemate::model
