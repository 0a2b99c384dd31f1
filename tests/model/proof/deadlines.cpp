#include "tests/model/proof/deadlines.h"

#include <algorithm>

namespace stalemate::model {

namespace {

void add(std::vector<DeadlineOrder*>& all, Deadline& deadline) {
  if (deadline) all.push_back(&*deadline);
}
void add(std::vector<DeadlineOrder*>& all, std::optional<RestValue>& value) {
  if (!value) return;
  add(all, value->revalidate_at);
  add(all, value->expire_at);
}

}  // namespace

std::vector<DeadlineOrder*> deadlines_of(RestState& state) {
  std::vector<DeadlineOrder*> all;
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
  }
  for (RestState::LateWrite& write : state.late_writes) add(all, write.value);
  return all;
}

bool refines(RestState refined, RestState tied) {
  const std::vector<DeadlineOrder*> fine = deadlines_of(refined);
  const std::vector<DeadlineOrder*> coarse = deadlines_of(tied);
  if (fine.size() != coarse.size()) return false;
  for (std::size_t left = 0; left < fine.size(); ++left) {
    const bool comes = *coarse[left] > 1;
    if (*coarse[left] != 1 && (*fine[left] > 1) != comes) return false;
    if (*coarse[left] == 0 && *fine[left] != 0) return false;
    for (std::size_t right = 0; right < fine.size(); ++right) {
      if (*coarse[left] < *coarse[right] && *fine[left] >= *fine[right]) return false;
    }
  }
  for (DeadlineOrder* deadline : fine) *deadline = 0;
  for (DeadlineOrder* deadline : coarse) *deadline = 0;
  return refined == tied;
}

}  // namespace stalemate::model
