#include "sim/state/wait_graph.h"

#include <algorithm>

namespace stalemate::sim {

namespace {

/// Which function a frame belongs to: every frame begins with the address of its code. This is the
/// one place where an address enters a digest, so digests of states with suspended functions hold
/// within one process only, and are never written down.
std::uint64_t identity(const Task& task) {
  return *static_cast<const std::uint64_t*>(task.handle.address());
}

enum Mark : std::uint64_t { end_of_list = 1, timer, crossing, unreached, already_met };

}  // namespace

void WaitGraph::begin(OwnerId owner, Account& account) {
  owner_ = owner;
  account_ = &account;
  label_ = label_of(owner);
  crosses_ = false;
  alone_ = true;
  promises_.clear();
  tasks_.clear();
}

/// Names what was met before; else remembers it. @return whether it was met before
bool WaitGraph::met(const void* thing, std::vector<const void*>& before) {
  // A plain loop: there are so few that anything cleverer takes longer.
  const std::size_t count = before.size();
  for (std::size_t place = 0; place < count; ++place) {
    if (before[place] != thing) continue;
    account_->word(already_met + (place << 8));
    return true;
  }
  before.push_back(thing);
  return false;
}

std::uint32_t WaitGraph::label_of(OwnerId owner) const {
  return kernel_->alive(owner) ? kernel_->label(owner) : 0;
}

void WaitGraph::promise(const PromiseCore* core) {
  if (met(core, promises_)) return;
  const bool own = core->creator == owner_;
  alone_ = alone_ && own;
  const bool alive = own || kernel_->alive(core->creator);
  account_->word(static_cast<std::uint64_t>(core->state) | (core->locked ? 4U : 0U) |
                 (own ? 8U : 0U) | (alive ? 16U : 0U) |
                 static_cast<std::uint64_t>(core->missing) << 8 |
                 static_cast<std::uint64_t>(core->rejection.code) << 32);
  if (!own && alive) {
    crosses_ = true;
    account_->word(kernel_->label(core->creator));
  }
  const bool has_value = core->state == PromiseState::fulfilled && core->element_count == 0;
  if (has_value) core->teller(*account_, core + 1);
  for (std::uint32_t index = 0; index < core->element_count; ++index) {
    if (core->elements[index] == nullptr) {
      account_->word(end_of_list);
    } else {
      promise(core->elements[index]);
    }
  }
  for (const Reaction* here = core->first; here != nullptr; here = here->next) reaction(*here);
  account_->word(end_of_list);
}

void WaitGraph::reaction(const Reaction& reaction) {
  const bool foreign = reaction.owner != owner_;
  const std::uint32_t label = foreign ? label_of(reaction.owner) : label_;
  const std::uint64_t shown = reaction.async_word == label ? 2 : (reaction.async_word == 0 ? 0 : 1);
  crosses_ = crosses_ || foreign;
  alone_ = alone_ && !foreign;
  account_->word(static_cast<std::uint64_t>(reaction.kind) | shown << 8 |
                 static_cast<std::uint64_t>(foreign ? label + 1U : 0U) << 16);
  switch (reaction.kind) {
    case ReactionKind::resume:
      task(*reaction.task);
      break;
    case ReactionKind::notify:
      account_->word(reaction.notice_kind);
      break;
    default:
      promise(reaction.target);
  }
}

void WaitGraph::task(const Task& task) {
  if (met(&task, tasks_)) return;
  account_->word(identity(task));
  account_->word(task.observed);
  for (const ObservedNumber* seen = task.observed_numbers; seen != nullptr; seen = seen->next) {
    account_->number(seen->number);
  }
  account_->word(end_of_list);
  promise(task.result);
}

void WaitGraph::rest() {
  for (const Event& event : kernel_->events()) {
    if (event.owner != owner_) continue;
    if (event.kind == timer_event) {
      account_->word(timer);
      promise(event.promise);
    } else if (event.kind == crossing_event) {
      account_->word(crossing);
      crosses_ = true;
      alone_ = false;
      promise(event.promise);
      reaction(*event.reaction);
    }
  }
  const Owner& owner = kernel_->owners()[owner_.slot];
  for (const Task* here = owner.first_task; here != nullptr; here = here->next) {
    if (std::find(tasks_.begin(), tasks_.end(), here) != tasks_.end()) continue;
    account_->word(unreached);
    if (here->awaited() != nullptr) promise(here->awaited());
    task(*here);
  }
  account_->word(end_of_list);
}

}  // namespace stalemate::sim
