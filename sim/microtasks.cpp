// The microtask queue of the kernel: first in, first out, drained to a fixpoint after each event.

#include <cstring>

#include "sim/assert.h"
#include "sim/kernel.h"
#include "sim/task.h"

namespace stalemate::sim {

void Kernel::drain() {
  bool stopped = false;
  while (Reaction* const reaction = first_job_) {
    if (interrupter_ != nullptr && interrupter_->interrupts(current_owner_)) [[unlikely]] {
      stopped = true;
      interrupted_ = current_owner_;
      drop_jobs();
      break;
    }
    first_job_ = reaction->next;
    if (first_job_ == nullptr) end_of_jobs_ = &first_job_;
    ++microtask_count_;
    async_word_ = reaction->async_word;
    run(*reaction);
  }
  if (!unheard_.empty()) tell_unheard(stopped);
}

/// Of those that somebody has begun to wait for meanwhile, nothing is told.
void Kernel::tell_unheard(bool stopped) {
  for (PromiseCore* const core : unheard_) {
    if (!core->handled && !stopped) {
      Notice notice;
      notice.kind = unhandled_rejection_notice;
      notice.state = PromiseState::rejected;
      notice.rejection = core->rejection;
      notices_.push_back(notice);
    }
    release(core);
  }
  unheard_.clear();
}

/// What was to run next does not. A function that was to be resumed stays suspended for ever.
void Kernel::drop_jobs() {
  Reaction* reaction = first_job_;
  first_job_ = nullptr;
  end_of_jobs_ = &first_job_;
  while (reaction != nullptr) {
    Reaction* const next = reaction->next;
    if (!reaction->embedded) free_reaction(reaction);
    reaction = next;
  }
}

void Kernel::run(Reaction& reaction) {
  PromiseCore* const source = reaction.source;
  switch (reaction.kind) {
    case ReactionKind::resume:
      resume(*reaction.task);
      return;
    case ReactionKind::adopt:
      // From now on it waits for the other promise like anybody else.
      reaction.kind = ReactionKind::follow;
      reaction.source = nullptr;
      add_reaction(source, &reaction);
      release(source);
      return;
    case ReactionKind::follow:
      SIM_ASSERT(source->state != PromiseState::pending);
      if (source->state == PromiseState::fulfilled) {
        SIM_ASSERT(reaction.target->value_bytes == source->value_bytes);
        std::memcpy(reaction.target->payload(), source->payload(), source->value_bytes);
      }
      settle(reaction.target, source->state, source->rejection);
      break;
    case ReactionKind::element:
      if (reaction.target->element_count > 0) {
        reaction.target->elements[reaction.subject] = source;
        retain(source);
      }
      if (reaction.target->state != PromiseState::pending) break;
      if (source->state == PromiseState::rejected) {
        settle(reaction.target, PromiseState::rejected, source->rejection);
      } else if (--reaction.target->missing == 0) {
        settle(reaction.target, PromiseState::fulfilled, {});
      }
      break;
    case ReactionKind::notify: {
      Notice& notice = append(notices_);
      notice.kind = reaction.notice_kind;
      notice.subject = reaction.subject;
      notice.state = source->state;
      notice.rejection = source->rejection;
      break;
    }
  }
  free_reaction(&reaction);
}

void Kernel::resume(Task& task) {
  const PromiseCore* const source = task.awaited();
  SIM_ASSERT(task.waiting);
  SIM_ASSERT(task.owner == current_owner_);
  SIM_ASSERT(source->state != PromiseState::pending);
  SIM_ASSERT(current_task_ == nullptr);
  task.waiting = false;
  if (source->state == PromiseState::rejected && !task.catches) {
    end_with_rejection(task);
    return;
  }
  task.caller = nullptr;
  current_task_ = &task;
  task.handle.resume();
  SIM_ASSERT(current_task_ == nullptr);
}

/// No try/catch round this await: the function ends here, as a throw would end it.
void Kernel::end_with_rejection(Task& task) {
  const AnyPromise result(task.result);
  const Rejection rejection = task.awaited()->rejection;
  task.handle.destroy();
  result.reject(rejection);
}

}  // namespace stalemate::sim
