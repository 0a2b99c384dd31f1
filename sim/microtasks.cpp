// The microtask queue of the kernel: first in, first out, drained to a fixpoint after each event.

#include <cstring>

#include "sim/assert.h"
#include "sim/kernel.h"
#include "sim/task.h"

namespace stalemate::sim {

void Kernel::drain() {
  bool stopped = false;
  while (next_job_ < jobs_.size()) {
    if (interrupter_ != nullptr && interrupter_->interrupts(current_owner_)) [[unlikely]] {
      stopped = true;
      interrupted_ = current_owner_;
      drop_jobs();
      break;
    }
    const Job job = jobs_[next_job_++];
    ++microtask_count_;
    async_word_ = job.reaction->async_word;
    run(job);
    release(job.source);
  }
  jobs_.clear();
  next_job_ = 0;
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
  for (; next_job_ < jobs_.size(); ++next_job_) {
    const Job job = jobs_[next_job_];
    if (!job.reaction->embedded) free_reaction(job.reaction);
    release(job.source);
  }
}

void Kernel::run(Job job) {
  Reaction& reaction = *job.reaction;
  PromiseCore* const source = job.source;
  switch (reaction.kind) {
    case ReactionKind::resume:
      resume(*reaction.task, source);
      return;
    case ReactionKind::adopt:
      // From now on it waits for the other promise like anybody else.
      reaction.kind = ReactionKind::follow;
      add_reaction(source, &reaction);
      return;
    case ReactionKind::follow:
      SIM_ASSERT(source->state != PromiseState::pending);
      if (source->state == PromiseState::fulfilled) {
        const std::size_t bytes = source->bytes - sizeof(PromiseCore);
        SIM_ASSERT(reaction.target->bytes == source->bytes);
        std::memcpy(reaction.target->payload(), source->payload(), bytes);
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
      Notice& notice = notices_.emplace_back();
      notice.kind = reaction.notice_kind;
      notice.subject = reaction.subject;
      notice.state = source->state;
      notice.rejection = source->rejection;
      break;
    }
  }
  free_reaction(&reaction);
}

void Kernel::resume(Task& task, PromiseCore* source) {
  SIM_ASSERT(task.waiting);
  SIM_ASSERT(task.owner == current_owner_);
  SIM_ASSERT(source->state != PromiseState::pending);
  retain(source);
  task.waiting = false;
  forget(task);
  task.awaited = source;
  if (source->state == PromiseState::rejected && !task.catches) {
    // No try/catch round this await: the function ends here, as a throw would end it.
    const AnyPromise result(task.result);
    const Rejection rejection = source->rejection;
    SIM_ASSERT(current_task_ == nullptr);
    task.handle.destroy();
    result.reject(rejection);
    return;
  }
  SIM_ASSERT(current_task_ == nullptr);
  task.caller = nullptr;
  current_task_ = &task;
  task.handle.resume();
  SIM_ASSERT(current_task_ == nullptr);
}

}  // namespace stalemate::sim
