#include "sim/promise.h"

#include <new>

#include "sim/kernel.h"
#include "sim/task.h"

namespace stalemate::sim {

void dispose(PromiseCore* core) noexcept {
  Kernel& kernel = *core->kernel;
  if (core->first != nullptr || core->element_count > 0) [[unlikely]]
    kernel.dispose_what_hangs(core);
  const std::size_t bytes = sizeof(PromiseCore) + core->value_bytes;
  core->~PromiseCore();
  kernel.arena().deallocate(core, bytes);
}

void AnyPromise::reject(Rejection rejection) const {
  SIM_ASSERT(rejection.code != 0);
  if (core_->state != PromiseState::pending || core_->locked) return;
  core_->kernel->settle(core_, PromiseState::rejected, rejection);
}

// --- making and settling

PromiseCore* Kernel::create_promise(std::size_t value_bytes, Teller teller) {
  auto* const core = new (arena_->allocate(sizeof(PromiseCore) + value_bytes)) PromiseCore{};
  core->kernel = this;
  core->value_bytes = static_cast<std::uint32_t>(value_bytes);
  core->creator = current_owner_;
  core->teller = teller;
  return core;
}

void Kernel::settle(PromiseCore* core, PromiseState state, Rejection rejection) {
  SIM_ASSERT(core->state == PromiseState::pending);
  SIM_ASSERT(state != PromiseState::pending);
  if (core->creator != current_owner_) touch(core->creator);
  core->state = state;
  core->rejection = rejection;
  if (state == PromiseState::rejected && !core->handled) keep_unheard(core);
  Reaction* reaction = core->first;
  core->first = nullptr;
  core->last = nullptr;
  while (reaction != nullptr) {
    Reaction* const next = reaction->next;
    if (reaction->crossing) end_foreign_wait(reaction);
    dispatch(reaction, core);
    reaction = next;
  }
}

void Kernel::keep_unheard(PromiseCore* core) {
  retain(core);
  unheard_.push_back(core);
}

void Kernel::dispatch(Reaction* reaction, PromiseCore* source) {
  if (reaction->owner == current_owner_ || reaction->kind == ReactionKind::notify) {
    enqueue(reaction, source);
  } else {
    cross(reaction, source);
  }
}

void Kernel::resolve_with(PromiseCore* target, PromiseCore* source) {
  if (target->state != PromiseState::pending || target->locked) return;
  SIM_ASSERT(target != source);
  target->locked = true;
  Reaction* const reaction = create_reaction(ReactionKind::adopt);
  reaction->target = target;
  retain(target);
  enqueue(reaction, source);
}

void Kernel::pass_on(PromiseCore* source, PromiseCore* target) {
  target->locked = true;
  Reaction* const reaction = create_reaction(ReactionKind::follow);
  reaction->target = target;
  retain(target);
  add_reaction(source, reaction);
}

Promise<> Kernel::sleep(Microseconds delay_us, std::uint32_t subject) {
  SIM_ASSERT(inside_);
  Promise<> promise = pending<Done>();
  new (promise.core()->payload()) Done{};
  Event& event = append(events_);
  event.at_us = now_us_ + (delay_us < 0 ? 0 : delay_us);
  event.sequence = sequence_++;
  event.kind = timer_event;
  event.owner = current_owner_;
  event.subject = subject;
  event.promise = promise.core();
  retain(event.promise);
  begin_work(current_owner_);
  return promise;
}

Promise<> Kernel::all(std::span<const AnyPromise> promises) {
  Promise<> result = pending<Done>();
  new (result.core()->payload()) Done{};
  SIM_ASSERT(promises.size() <= 0xffff);
  result.core()->missing = static_cast<std::uint16_t>(promises.size());
  if (observing()) make_room_for_elements(result.core(), promises.size());
  std::uint32_t element = 0;
  for (const AnyPromise& promise : promises) {
    Reaction* const reaction = create_reaction(ReactionKind::element);
    reaction->target = result.core();
    retain(result.core());
    reaction->subject = element++;
    add_reaction(promise.core(), reaction);
  }
  if (promises.empty()) result.fulfil(Done{});
  return result;
}

/// What waits for all() can look at each element afterwards: they belong to its state, each from
/// when it has settled. (Before, it refers to all() itself.)
void Kernel::make_room_for_elements(PromiseCore* core, std::size_t count) {
  if (count == 0) return;
  core->element_count = static_cast<std::uint16_t>(count);
  core->elements = static_cast<PromiseCore**>(arena_->allocate(count * sizeof(PromiseCore*)));
  for (std::size_t index = 0; index < count; ++index) core->elements[index] = nullptr;
}

void Kernel::watch(const AnyPromise& promise, Notice notice) {
  Reaction* const reaction = create_reaction(ReactionKind::notify);
  reaction->notice_kind = notice.kind;
  reaction->subject = notice.subject;
  add_reaction(promise.core(), reaction);
}

// --- reactions

Reaction* Kernel::create_reaction(ReactionKind kind) {
  auto* const reaction = new (arena_->allocate(sizeof(Reaction))) Reaction{};
  reaction->kind = kind;
  return reaction;
}

void Kernel::free_reaction(Reaction* reaction) noexcept {
  SIM_ASSERT(!reaction->embedded);
  release(reaction->target);
  release(reaction->source);
  arena_->deallocate(reaction, sizeof(Reaction));
}

void Kernel::dispose_what_hangs(PromiseCore* core) noexcept {
  // A task that waits for the promise also counts as a reference to it, and so does a wait of
  // another owner: none of them is left here.
  Reaction* reaction = core->first;
  while (reaction != nullptr) {
    Reaction* const next = reaction->next;
    free_reaction(reaction);
    reaction = next;
  }
  if (core->element_count == 0) return;
  for (std::uint32_t index = 0; index < core->element_count; ++index) {
    release(core->elements[index]);
  }
  arena_->deallocate(core->elements, core->element_count * sizeof(PromiseCore*));
}

void Kernel::add_reaction(PromiseCore* source, Reaction* reaction) {
  SIM_ASSERT(inside_);
  reaction->owner = current_owner_;
  reaction->async_word = async_word_;
  source->handled = true;
  if (source->state != PromiseState::pending) {
    enqueue(reaction, source);
    return;
  }
  // Those of the current owner are no orphans.
  if (source->creator != current_owner_ && !wait_abroad(source, reaction)) return;
  reaction->next = nullptr;
  if (source->last == nullptr) {
    source->first = reaction;
  } else {
    source->last->next = reaction;
  }
  source->last = reaction;
}

/// What it waited for is an orphan: it runs with something else.
void Kernel::dismiss_source(Reaction& reaction) { release(reaction.source); }

/// @return false if there is nothing to wait for: it is rejected already
bool Kernel::wait_abroad(PromiseCore* source, Reaction* reaction) {
  const bool orphan = !alive(source->creator);
  if (orphan && orphan_policy_ == OrphanPolicy::reject) {
    const AnyPromise rejected = this->rejected<Done>(orphan_rejection_);
    rejected.core()->handled = true;
    enqueue(reaction, rejected.core());
    return false;
  }
  touch(source->creator);
  begin_foreign_wait(source, reaction);
  return true;
}

/// Takes the reaction out of the promise's list, if it stands there: it may be on its way already.
void Kernel::unlink(PromiseCore* source, Reaction* reaction) noexcept {
  Reaction* before = nullptr;
  for (Reaction* here = source->first; here != nullptr; here = here->next) {
    if (here == reaction) {
      (before == nullptr ? source->first : before->next) = here->next;
      if (source->last == here) source->last = before;
      here->next = nullptr;
      return;
    }
    before = here;
  }
}

// --- tasks

void Kernel::add_task(Task& task) {
  SIM_ASSERT(inside_);
  task.owner = current_owner_;
  task.reaction.embedded = true;
  task.reaction.task = &task;
  task.caller = current_task_;
  current_task_ = &task;
  Owner& owner = owners_[task.owner.slot];
  task.next = owner.first_task;
  if (task.next != nullptr) task.next->previous = &task;
  owner.first_task = &task;
}

void Kernel::drop_task(Task& task) {
  if (current_task_ == &task) current_task_ = task.caller;
  if (task.observed_numbers != nullptr) forget_observations(task);
  forget(task);
  if (task.previous != nullptr) {
    task.previous->next = task.next;
  } else {
    SIM_ASSERT(owners_[task.owner.slot].first_task == &task);
    owners_[task.owner.slot].first_task = task.next;
  }
  if (task.next != nullptr) task.next->previous = task.previous;
  release(task.result);
}

void Kernel::forget(Task& task) {
  PromiseCore* const source = task.awaited();
  if (source == nullptr) return;
  if (task.waiting) {
    unlink(source, &task.reaction);
    if (task.reaction.crossing) drop_foreign_wait(&task.reaction);
  }
  task.waiting = false;
  task.reaction.source = nullptr;
  release(source);
}

void Kernel::await(Task& task, PromiseCore* source) {
  SIM_ASSERT(!task.waiting);
  SIM_ASSERT(task.owner == current_owner_);
  retain(source);
  forget(task);
  task.reaction.source = source;
  task.waiting = true;
  task.reaction.kind = ReactionKind::resume;
  task.reaction.crossing = false;
  add_reaction(source, &task.reaction);
  SIM_ASSERT(current_task_ == &task);
  current_task_ = task.caller;
}

}  // namespace stalemate::sim
