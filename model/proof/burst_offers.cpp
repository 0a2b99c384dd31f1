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
  if (script_) offer_pause();
  offer_strikes();
  return static_cast<std::uint32_t>(actions_.size());
}

sim::Name BurstWorld::name_of(const Action& action) const {
  static constexpr const char* moves[] = {"the clock moves on", "the clock moves on for long",
                                          "the clock reaches the next deadline",
                                          "the clock passes the next deadline", "time passes"};
  switch (action.kind) {
    case Step::event:
      return name_of_event(world_->kernel().events()[action.subject]);
    case Step::arrival: {
      const bool rsc = config_.requests[action.detail].artifact == Artifact::rsc;
      return {rsc ? "rsc request at isolate" : "request at isolate", action.subject + 1};
    }
    case Step::limit:
      return {config_.wait_until_limit_us ? "the limit ends the context of request"
                                          : "nothing comes any more for the context of request",
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

std::optional<std::uint32_t> BurstWorld::isolate_of(std::uint32_t offer) const {
  const Action& action = actions_[offer];
  const auto of_context = [this](std::uint32_t slot) -> std::optional<std::uint32_t> {
    return world_->runtime().isolate(world_->runtime().contexts()[slot].isolate).place;
  };
  switch (action.kind) {
    case Step::arrival:
      return action.subject;
    case Step::limit:
    case Step::give_up:
      return of_context(action.subject);
    case Step::strike: {
      const Strike& strike = strikes_.all()[action.subject];
      if (strike.fault == Fault::eviction) return strike.subject;
      const bool of_one = strike.fault == Fault::context_cut || strike.fault == Fault::disconnect;
      return of_one ? of_context(strike.subject) : std::nullopt;
    }
    case Step::event:
      return isolate_of_event(action.subject);
    case Step::pass:
    case Step::reach:
      break;
  }
  return std::nullopt;
}

/// The isolate whose code an event runs, if it runs any.
std::optional<std::uint32_t> BurstWorld::isolate_of_event(std::size_t place) const {
  const sim::Event& event = world_->kernel().events()[place];
  sim::OwnerId owner = event.owner;
  if (is_kv_event(event.kind)) {
    for (const KvOperation& operation : world_->kv().in_flight()) {
      if (operation.id == event.subject) owner = operation.owner;
    }
  }
  if (owner == sim::nobody) return std::nullopt;
  return world_->runtime().isolate(world_->runtime().contexts()[owner.slot].isolate).place;
}

/// What is under way, the oldest first.
void BurstWorld::offer_events() {
  const auto events = world_->kernel().events();
  for (std::size_t place = 0; place < events.size(); ++place) {
    Action action;
    action.subject = static_cast<std::uint32_t>(place);
    if (script_ && events[place].kind == sim::timer_event && events[place].subject == keeps_time) {
      if (is_later_timer(events[place]) || never_goes_off(events[place])) continue;
      action.instant_us = events[place].at_us;
    }
    offer(action);
  }
}

void BurstWorld::offer_arrivals() {
  if (record_->round.requests >= config_.bounds.requests_per_burst) return;
  const auto isolates = world_->runtime().place_count();
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
    const sim::PromiseCore* awaited = task->awaited();
    if (task->waiting && awaited->creator != context.owner && kernel.alive(awaited->creator)) {
      return false;
    }
  }
  for (const sim::Event& event : world_->kernel().events()) {
    if (script_ && outlasts_its_limit(event, context)) continue;
    if (event.owner == context.owner) return false;
    if (!is_kv_event(event.kind)) continue;
    for (const KvOperation& operation : world_->kv().in_flight()) {
      if (operation.id == event.subject && operation.owner == context.owner) return false;
    }
  }
  return true;
}

/// Without a limit a context may wait for ever. Nothing can tell that from its end, if its end
/// takes along no write that was still to come, and nobody waits for what it has promised.
bool BurstWorld::is_as_good_as_gone(const RequestContext& context) const {
  const sim::Promise<>& promise = world_->runtime().isolate(context.isolate).module_promise;
  const bool awaited = promise && promise.pending() && promise.creator() == context.owner;
  return config_.world.runtime.cut_put == CutPut::lost && !awaited;
}

/// Whether the limit on waitUntil is all that is sure to end the context, or may cut its work off.
bool BurstWorld::may_end_here(const RequestContext& context) const {
  if (context.state == ContextState::gone) return false;
  if (context.state == ContextState::draining && config_.work_may_outlast_limit) return true;
  return waits_in_vain(context);
}

/// No other context has begun to drain before this one.
bool BurstWorld::drains_first(const RequestContext& context) const {
  const auto& contexts = world_->runtime().contexts();
  return std::none_of(contexts.begin(), contexts.end(), [&context](const RequestContext& other) {
    return other.state == ContextState::draining &&
           other.draining_since_us < context.draining_since_us;
  });
}

/// A draining context ends at its limit, unless another one has to end before.
void BurstWorld::offer_ends() {
  const auto& contexts = world_->runtime().contexts();
  for (std::uint32_t slot = 0; slot < contexts.size(); ++slot) {
    const RequestContext& context = contexts[slot];
    if (!may_end_here(context)) continue;
    Action action;
    action.subject = slot;
    if (context.state == ContextState::running) {
      action.kind = Step::give_up;
      offer(action);
    } else if (config_.wait_until_limit_us ? drains_first(context) : is_as_good_as_gone(context)) {
      action.kind = Step::limit;
      SIM_ASSERT(!config_.wait_until_limit_us || limit_may_strike_);
      if (limit_is_told_) {
        action.instant_us = context.draining_since_us + *config_.wait_until_limit_us;
      } else if (config_.wait_until_limit_us && !clock_is_plain_) {
        action.instant_us = sim::from_milliseconds(moved_on_ms() - epoch_ms);
      }
      offer(action);
    }
  }
}

/// Whether a draining context has to end before this deadline, or before an instant that is none.
bool BurstWorld::limit_is_before(std::int64_t at_ms) const {
  if (!config_.wait_until_limit_us) return false;
  const auto& contexts = world_->runtime().contexts();
  return std::any_of(contexts.begin(), contexts.end(), [&](const RequestContext& context) {
    if (context.state != ContextState::draining) return false;
    const std::int64_t since_ms = wall_clock_ms(context.draining_since_us);
    if (limit_is_told_) {
      return at_ms >= since_ms + sim::to_milliseconds(*config_.wait_until_limit_us);
    }
    return since_ms + config_.lengths_ms.front() <= at_ms;
  });
}

/// See ProofConfig::clock_is_plain.
void BurstWorld::offer_plain_clock() {
  if (record_->next_deadline_ms == null_instant) return;
  const std::int64_t next_ms = record_->next_deadline_ms;
  const std::int64_t second_ms = record_->second_deadline_ms;
  std::int64_t beyond_ms = config_.bounds.clock_step_ms / 2;
  if (second_ms != null_instant) {
    beyond_ms = std::max<std::int64_t>(std::min(beyond_ms, (second_ms - next_ms) / 2), 1);
  }
  const Microseconds instant_us = sim::from_milliseconds(next_ms + beyond_ms - epoch_ms);
  if (limit_is_before(next_ms)) return;
  Action action;
  action.kind = Step::reach;
  action.detail = passes;
  action.instant_us = instant_us;
  offer(action);
}

/// Until when all instants after now are alike: when something comes that is told apart, or a
/// draining context has to have ended. null_instant: nothing does.
std::int64_t BurstWorld::alike_until_ms() const {
  std::int64_t until_ms = record_->next_instant_ms;
  if (!config_.wait_until_limit_us || limit_is_told_) return until_ms;
  for (const RequestContext& context : world_->runtime().contexts()) {
    if (context.state != ContextState::draining) continue;
    const std::int64_t end_ms =
        wall_clock_ms(context.draining_since_us) + config_.lengths_ms.front();
    if (until_ms == null_instant || end_ms < until_ms) until_ms = end_ms;
  }
  return until_ms;
}

/// An instant at which nothing is now any more, and nothing else has come.
std::int64_t BurstWorld::moved_on_ms() const {
  const std::int64_t now = now_ms();
  if (!record_->at_an_instant) return now;
  const std::int64_t next = alike_until_ms();
  const std::int64_t step = config_.bounds.clock_step_ms;
  // A small part of the way: the next deadlines that are set are to find room too.
  return now + (next == null_instant ? step : std::clamp<std::int64_t>((next - now) / 4, 1, step));
}

/// All instants between two that ClockOrder tells apart are alike: the clock moves on to one of
/// them, and from there to the next that is told apart.
void BurstWorld::offer_clock() {
  if (clock_is_plain_) return offer_plain_clock();
  std::int64_t to = record_->next_instant_ms;
  Action action;
  action.kind = Step::pass;
  action.detail = moves_far;
  if (record_->at_an_instant) {
    to = moved_on_ms();
    action.detail = moves_on;
  } else {
    // A script sees instants as they are: those in between are not alike, and are not tried.
    if (script_) to = record_->next_deadline_ms;
    if (to == null_instant) return;
  }
  if (!record_->at_an_instant && to == record_->next_deadline_ms) {
    action.kind = Step::reach;
    action.detail = reaches;
  }
  if (limit_is_before(to) || (script_ && to > first_timer_ms())) return;
  action.instant_us = sim::from_milliseconds(to - epoch_ms);
  offer(action);
}

/// Scripts may look at the clock, and set timers: time passes while something is under way, as long
/// as something takes at most, or until just before a timer.
void BurstWorld::offer_pause() {
  if (at_rest() || record_->pauses >= config_.bounds.pauses) return;
  const std::int64_t timer_ms = first_timer_ms();
  const std::int64_t usual_ms = now_ms() + config_.pause_ms;
  // Without a timer the second is no instant at all.
  const std::int64_t before_timer_ms = timer_ms < no_timer_ms ? timer_ms - 1 : now_ms();
  for (const std::int64_t to : {usual_ms, before_timer_ms}) {
    if (to <= now_ms() || to >= timer_ms) continue;
    const std::int64_t deadline_ms = record_->next_deadline_ms;
    if (deadline_ms != null_instant && to >= deadline_ms) continue;  // another move goes there
    if (limit_is_before(to)) continue;
    Action action;
    action.kind = Step::pass;
    action.detail = pauses;
    action.instant_us = sim::from_milliseconds(to - epoch_ms);
    offer(action);
  }
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
