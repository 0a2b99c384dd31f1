// Waits for the promises of other owners: how a result crosses, and what a death does to them.
//
// All of them stand in one list of the kernel, in the order in which they began: the order in which
// orphans are rejected must not depend on where anything lies in memory. There are few at any time,
// so they are found by a scan.

#include <algorithm>

#include "sim/kernel.h"

namespace stalemate::sim {

void Kernel::begin_foreign_wait(PromiseCore* source, Reaction* reaction) {
  reaction->crossing = true;
  if (reaction->kind != ReactionKind::notify) begin_work(reaction->owner);
  touch(reaction->owner);
  retain(source);
  foreign_waits_.push_back({reaction, source});
}

void Kernel::drop_foreign_wait(Reaction* reaction) {
  const auto place =
      std::find_if(foreign_waits_.begin(), foreign_waits_.end(),
                   [reaction](const ForeignWait& wait) { return wait.reaction == reaction; });
  if (place == foreign_waits_.end()) return;  // its result is on its way already
  PromiseCore* const source = place->source;
  foreign_waits_.erase(place);
  release(source);
}

/// The promise settles. The wait counts as work until the result has crossed. Nothing crosses if it
/// was the waiting owner itself that settled the promise, nor for the world, which is told at once.
void Kernel::end_foreign_wait(Reaction* reaction) {
  drop_foreign_wait(reaction);
  const bool notice = reaction->kind == ReactionKind::notify;
  if (!notice && reaction->owner != current_owner_) return;
  reaction->crossing = false;
  if (!notice) end_work(current_owner_);
}

void Kernel::cross(Reaction* reaction, PromiseCore* source) {
  if (!alive(reaction->owner)) {
    SIM_ASSERT(!reaction->embedded);
    free_reaction(reaction);
    return;
  }
  touch(reaction->owner);
  Event& event = append(events_);
  event.at_us = now_us_;
  event.sequence = sequence_++;
  event.kind = crossing_event;
  event.owner = reaction->owner;
  event.reaction = reaction;
  event.promise = source;
  retain(source);
}

/// Ends the waits of the dead owner itself, and with the policy `reject` those for its promises.
void Kernel::end_foreign_waits(OwnerId dead) {
  std::size_t kept = 0;
  for (const ForeignWait wait : foreign_waits_) {
    const bool own = wait.reaction->owner == dead;
    const bool orphaned = wait.source->creator == dead && orphan_policy_ == OrphanPolicy::reject;
    if (!own && !orphaned) {
      foreign_waits_[kept++] = wait;
      continue;
    }
    unlink(wait.source, wait.reaction);
    if (own) {
      free_reaction(wait.reaction);
    } else {
      const AnyPromise rejected = this->rejected<Done>(orphan_rejection_);
      rejected.core()->handled = true;
      if (wait.reaction->kind == ReactionKind::notify) wait.reaction->crossing = false;
      cross(wait.reaction, rejected.core());
    }
    release(wait.source);
  }
  foreign_waits_.resize(kept);
}

}  // namespace stalemate::sim
