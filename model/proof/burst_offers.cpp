// What can happen next in a burst: events, arrivals, ends of contexts that wait in vain, moves of
// the clock, faults.

#include <algorithm>
#include <limits>

#include "model/proof/burst_world.h"
#include "model/world_event.h"
#include "sim/task.h"

namespace stalemate::model {

std::uint32_t BurstWorld::offers() {
  actions_.clear();
  offer_events();
  offer_arrivals();
  offer_ends();
  offer_clock();
  offer_strikes();
  return static_cast<std::uint32_t>(actions_.size());
}

sim::Name BurstWorld::name_of(const Action& action) const {
  static constexpr const char* moves[] = {
      "the clock moves on", "the clock moves to just before the next deadline",
      "the clock reaches the next deadline", "the clock passes the next deadline"};
  switch (action.kind) {
    case Step::event:
      return name_of_event(world_->kernel().events()[action.subject]);
    case Step::arrival: {
      const bool rsc = config_.requests[action.detail].artifact == Artifact::rsc;
      return {rsc ? "rsc request at isolate" : "request at isolate", action.subject + 1};
    }
    case Step::limit:
      return {"the limit ends the context of request",
              world_->runtime().contexts()[action.subject].request};
    case Step::give_up:
      return {"the client gives up, request", world_->runtime().contexts()[action.subject].request};
    case Step::pass:
    case Step::reach:
      return {moves[action.detail]};
    case Step::strike:
      return strikes_.all()[action.subject].name;
  }
  return {};
}

/// What is under way, the oldest first.
void BurstWorld::offer_events() {
  const auto events = world_->kernel().events();
  for (std::size_t place = 0; place < events.size(); ++place) {
    Action action;
    action.subject = static_cast<std::uint32_t>(place);
    offer(action);
  }
}

void BurstWorld::offer_arrivals() {
  if (record_->round.requests >= config_.bounds.requests_per_burst) return;
  const auto isolates = static_cast<std::uint32_t>(world_->runtime().isolate_count());
  for (std::uint32_t isolate = 0; isolate < isolates; ++isolate) {
    if (record_->arrivals[isolate] >= config_.bounds.requests_per_isolate) continue;
    for (std::uint32_t request = 0; request < config_.requests.size(); ++request) {
      Action action;
      action.kind = Step::arrival;
      action.subject = isolate;
      action.detail = request;
      offer(action);
    }
  }
}

/// Nothing is on its way to the context, so what it waits for never comes.
bool BurstWorld::waits_in_vain(const RequestContext& context) const {
  const sim::Kernel& kernel = world_->kernel();
  if (kernel.pending_work(context.owner) == 0) return false;
  const sim::Task* task = kernel.owners()[context.owner.slot].first_task;
  for (; task != nullptr; task = task->next) {
    // It waits for another request, which may yet do something.
    const sim::PromiseCore* awaited = task->awaited;
    if (task->waiting && awaited->creator != context.owner && kernel.alive(awaited->creator)) {
      return false;
    }
  }
  for (const sim::Event& event : world_->kernel().events()) {
    if (event.owner == context.owner) return false;
    if (!is_kv_event(event.kind)) continue;
    for (const KvOperation& operation : world_->kv().in_flight()) {
      if (operation.id == event.subject && operation.owner == context.owner) return false;
    }
  }
  return true;
}

/// A draining context that waits in vain ends at its limit, unless another one has to end before.
void BurstWorld::offer_ends() {
  const auto& contexts = world_->runtime().contexts();
  Microseconds first_us = CentralStore::never;
  for (const RequestContext& context : contexts) {
    if (context.state != ContextState::draining) continue;
    first_us = std::min(first_us, context.draining_since_us);
  }
  for (std::uint32_t slot = 0; slot < contexts.size(); ++slot) {
    const RequestContext& context = contexts[slot];
    if (context.state == ContextState::gone || !waits_in_vain(context)) continue;
    Action action;
    action.subject = slot;
    if (context.state == ContextState::running) {
      action.kind = Step::give_up;
      offer(action);
    } else if (context.draining_since_us == first_us && config_.wait_until_limit_us) {
      action.kind = Step::limit;
      action.instant_us = context.draining_since_us + *config_.wait_until_limit_us;
      offer(action);
    }
  }
}

/// See ProofConfig::clock_is_plain. The limit on waitUntil is longer than any move but the one to
/// an entry that was stamped in this burst.
void BurstWorld::offer_plain_clock() {
  if (record_->next_deadline_ms == null_instant) return;
  const std::int64_t next_ms = record_->next_deadline_ms;
  const std::int64_t second_ms = record_->second_deadline_ms;
  std::int64_t beyond_ms = config_.bounds.clock_step_ms / 2;
  if (second_ms != null_instant) {
    beyond_ms = std::max<std::int64_t>(std::min(beyond_ms, (second_ms - next_ms) / 2), 1);
  }
  const Microseconds instant_us = sim::from_milliseconds(next_ms + beyond_ms - epoch_ms);
  if (config_.wait_until_limit_us) {
    for (const RequestContext& context : world_->runtime().contexts()) {
      const bool drains = context.state == ContextState::draining;
      if (drains && context.draining_since_us + *config_.wait_until_limit_us <= instant_us) return;
    }
  }
  Action action;
  action.kind = Step::reach;
  action.detail = passes;
  action.instant_us = instant_us;
  offer(action);
}

void BurstWorld::offer_clock() {
  if (config_.clock_is_plain()) return offer_plain_clock();
  const std::int64_t step = config_.bounds.clock_step_ms;
  const std::int64_t now = now_ms();
  std::int64_t until = record_->next_deadline_ms;
  bool may_reach = until != null_instant;
  if (!may_reach) {
    // No deadline is to come, but what happens now is yet told from what happens later.
    if (!record_->at_an_instant) return;
    until = now + 2 * step;
  }
  if (config_.wait_until_limit_us) {
    for (const RequestContext& context : world_->runtime().contexts()) {
      if (context.state != ContextState::draining) continue;
      const std::int64_t limit_ms =
          wall_clock_ms(context.draining_since_us + *config_.wait_until_limit_us);
      if (limit_ms > until) continue;
      until = limit_ms;
      may_reach = false;
    }
  }
  const auto move = [&](std::int64_t to_ms, ClockMove kind) {
    Action action;
    action.kind = to_ms == until ? Step::reach : Step::pass;
    action.detail = kind;
    action.instant_us = sim::from_milliseconds(to_ms - epoch_ms);
    offer(action);
  };
  const std::int64_t room = until - now;
  if (room >= 2) {
    const std::int64_t on = std::min(step, room / 2);
    move(now + on, moves_on);
    const std::int64_t before = until - on;
    // With one length only, this is the same as moving on.
    if (before > now + on && config_.lengths_ms.size() > 1) move(before, moves_before);
  }
  if (may_reach) move(until, reaches);
}

void BurstWorld::offer_strikes() {
  if (!world_->budget().any()) return;
  strikes_.clear();
  world_->offer(strikes_);
  for (std::uint32_t index = 0; index < strikes_.all().size(); ++index) {
    Action action;
    action.kind = Step::strike;
    action.subject = index;
    offer(action);
  }
}

}  // namespace stalemate::model
