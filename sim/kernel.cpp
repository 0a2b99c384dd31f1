#include "sim/kernel.h"

#include <algorithm>

#include "sim/task.h"

namespace stalemate::sim {

Kernel::Kernel(Arena& arena, OrphanPolicy orphan_policy, Rejection orphan_rejection)
    : arena_(&arena),
      orphan_policy_(orphan_policy),
      orphan_rejection_(orphan_rejection),
      events_(ArenaAllocator<Event>(arena)),
      owners_(ArenaAllocator<Owner>(arena)),
      notices_(ArenaAllocator<Notice>(arena)),
      foreign_waits_(ArenaAllocator<ForeignWait>(arena)),
      unheard_(ArenaAllocator<PromiseCore*>(arena)) {
  events_.reserve(8);
  owners_.reserve(8);
  notices_.reserve(4);
  owners_.push_back(Owner{});  // the world
}

Kernel::~Kernel() {
  for (std::size_t slot = 1; slot < owners_.size(); ++slot) {
    if (owners_[slot].living != nobody) kill(owners_[slot].living);
  }
  for (Event& event : events_) drop_event(event);
  for (const ForeignWait& wait : foreign_waits_) release(wait.source);
  for (PromiseCore* const core : unheard_) release(core);
}

// --- clock and events

std::uint32_t Kernel::post(Microseconds delay_us, std::uint16_t kind, OwnerId owner,
                           std::uint32_t subject) {
  SIM_ASSERT(delay_us >= 0);
  // Written in place: a copy of fields just written would have to wait for them.
  Event& event = append(events_);
  event.at_us = now_us_ + delay_us;
  event.sequence = sequence_++;
  event.kind = kind;
  event.owner = owner;
  event.subject = subject;
  touch(owner);
  return event.sequence;
}

void Kernel::retract(std::uint16_t kind, std::uint32_t subject) {
  SIM_ASSERT(kind >= first_world_event);
  std::erase_if(events_, [this, kind, subject](const Event& event) {
    const bool meant = event.kind == kind && event.subject == subject;
    if (meant) touch(event.owner);
    return meant;
  });
}

Event Kernel::take(std::size_t place) {
  Event* const taken = events_.data() + place;
  SIM_ASSERT(taken < events_.data() + events_.size());
  SIM_ASSERT(!inside_);
  const Event event = *taken;
  SIM_ASSERT(!timed_ || event.at_us >= now_us_);
  SIM_ASSERT(alive(event.owner));
  touch(event.owner);
  if (timed_) {
    now_us_ = event.at_us;
    *taken = events_.back();
    events_.pop_back();
  } else {
    // Those left keep their order, oldest first: offers and digests go by it.
    events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  return event;
}

void Kernel::advance_to(Microseconds instant_us) {
  SIM_ASSERT(!inside_);
  SIM_ASSERT(instant_us >= now_us_);
  for (const Event& event : events_) SIM_ASSERT(!timed_ || event.at_us >= instant_us);
  now_us_ = instant_us;
}

void Kernel::heed_times() {
  SIM_ASSERT(!inside_);
  timed_ = true;
  for (Event& event : events_) event.at_us = std::max(event.at_us, now_us_);
}

void Kernel::drop_event(Event& event) noexcept {
  if (event.reaction != nullptr && !event.reaction->embedded) free_reaction(event.reaction);
  release(event.promise);
}

// --- observation

void Kernel::add_observation(Task& task, Teller teller, const void* value) {
  ++task.observation_count;
  if (teller == observer_->ignored) return;
  Account& account = observer_->account;
  account.begin(task.observed);
  teller(account, value);
  task.observed = account.words();
  for (const OrderedNumber number : account.numbers()) {
    void* const block = arena_->allocate(sizeof(ObservedNumber));
    task.observed_numbers = new (block) ObservedNumber{task.observed_numbers, number};
  }
}

void Kernel::forget_observations(Task& task) noexcept {
  while (task.observed_numbers != nullptr) {
    ObservedNumber* const seen = task.observed_numbers;
    task.observed_numbers = seen->next;
    arena_->deallocate(seen, sizeof(ObservedNumber));
  }
}

void Kernel::forget_what_was_seen(Task& task) {
  // Code may show what decides nothing any more.
  if (observer_ != nullptr && observer_->account.tells_what_is_shown()) return;
  forget_observations(task);
  task.observed = Account::folded(Account::no_words, task.observation_count);
}

// --- owners

OwnerId Kernel::create_owner(std::uint32_t label) {
  std::size_t slot = 1;
  while (slot < owners_.size() && owners_[slot].living != nobody) ++slot;
  if (slot == owners_.size()) owners_.emplace_back();
  SIM_ASSERT(slot < 0xffff);
  Owner& owner = owners_[slot];
  SIM_ASSERT(owner.first_task == nullptr);
  ++owner.serial;
  SIM_ASSERT(owner.serial != 0);
  owner.living = {static_cast<std::uint16_t>(slot), owner.serial};
  owner.label = label;
  owner.pending_work = 0;
  return owner.living;
}

void Kernel::kill(OwnerId owner) {
  SIM_ASSERT(!inside_);
  SIM_ASSERT(owner != nobody);
  SIM_ASSERT(alive(owner));
  std::size_t kept = 0;
  for (Event& event : events_) {
    if (event.owner == owner) {
      drop_event(event);
    } else {
      events_[kept++] = event;
    }
  }
  events_.resize(kept);
  owners_[owner.slot].living = nobody;
  while (Task* const task = owners_[owner.slot].first_task) task->handle.destroy();
  if (!foreign_waits_.empty()) end_foreign_waits(owner);
}

void Kernel::end_work(OwnerId owner) {
  if (!alive(owner)) return;
  SIM_ASSERT(owners_[owner.slot].pending_work > 0);
  touch(owner);
  --owners_[owner.slot].pending_work;
}

// --- running code

void Kernel::enter(OwnerId owner, std::uint64_t async_word) {
  SIM_ASSERT(!inside_);
  SIM_ASSERT(alive(owner));
  SIM_ASSERT(first_job_ == nullptr);
  touch(owner);
  inside_ = true;
  current_owner_ = owner;
  async_word_ = async_word;
}

void Kernel::leave() {
  SIM_ASSERT(inside_);
  drain();
  inside_ = false;
  current_owner_ = nobody;
  async_word_ = 0;
}

bool Kernel::deliver(const Event& event) {
  if (event.kind >= first_world_event) return false;
  SIM_ASSERT(event.promise != nullptr);
  enter(event.owner, 0);
  if (event.kind == timer_event) {
    end_work(event.owner);
    settle(event.promise, PromiseState::fulfilled, {});
  } else {
    SIM_ASSERT(event.reaction != nullptr);
    if (event.reaction->crossing) end_work(event.owner);
    event.reaction->crossing = false;
    enqueue(event.reaction, event.promise);
  }
  leave();
  release(event.promise);
  return true;
}

}  // namespace stalemate::sim
