// How a request context ends: normally, at the waitUntil limit, as hung, or cut; and what its end
// takes along.

#include <algorithm>

#include "model/workers/runtime.h"
#include "model/world_event.h"

namespace stalemate::model {

using sim::OwnerId;

// --- events

void Runtime::deliver(const sim::Event& event) {
  if (event.kind == body_end_event && event.subject >= 0x10000U) {
    answered_.push_back(event.subject - 0x10000U);
    return;
  }
  RequestContext* const context = live(event.subject);
  SIM_ASSERT(context != nullptr);
  switch (event.kind) {
    case teardown_event:
      // A task that was registered meanwhile keeps the context alive a while longer.
      if (context->wait_until_pending == 0) end(*context, EventKind::context_ended);
      break;
    case wait_until_limit_event:
      end(*context, EventKind::wait_until_limit_reached);
      break;
    case hang_event:
      if (hangs(*context)) end(*context, EventKind::hang_detected);
      break;
    case body_end_event:
      answer_client(*context);
      if (context->state == ContextState::running) start_draining(*context);
      break;
    case script_turn_event: {
      sim::Kernel& kernel = chance_->kernel();
      Host& host = *hosts_[context->isolate];
      kernel.end_work(event.owner);
      kernel.enter(event.owner, 0);
      script_->run_deferred(host);
      kernel.leave();
      break;
    }
    case deploy_grace_event:
      end(*context, EventKind::deploy_grace_over);
      break;
    case scripted_cut_event:
      cut(event.subject);
      break;
    default:
      SIM_ASSERT(event.kind == scripted_client_gone_event);
      client_gone(event.subject);
  }
}

/// The handler or a waitUntil task still waits, but for nothing that could ever come.
bool Runtime::hangs(const RequestContext& context) const {
  const bool waits = context.state == ContextState::draining ? context.wait_until_pending > 0
                                                             : !context.responding;
  if (!waits || !waits_for_nothing(context)) return false;
  if (script_ == nullptr) return true;
  // What a script waits for shows only where it is an operation: another request of the isolate may
  // settle what this one waits for, unless nothing can come to that one either.
  return std::ranges::all_of(contexts_, [&](const RequestContext& other) {
    return other.state == ContextState::gone || other.isolate != context.isolate ||
           waits_for_nothing(other);
  });
}

/// No operation, timer or promise of another request can make its code run.
bool Runtime::waits_for_nothing(const RequestContext& context) const {
  if (chance_->kernel().pending_work(context.owner) > 0) return false;
  const auto events = chance_->kernel().events();
  return std::none_of(events.begin(), events.end(), [&context](const sim::Event& event) {
    return event.kind == sim::crossing_event && event.owner == context.owner;
  });
}

void Runtime::tell_unanswered() {
  for (const RequestContext& context : contexts_) {
    if (context.state != ContextState::running || context.responding) continue;
    script_->note_hang(*hosts_[context.isolate], context.owner, context.request);
  }
}

void Runtime::look_for_hang(OwnerId owner) {
  if (owner == sim::nobody || !chance_->kernel().alive(owner)) return;
  if (!hangs(contexts_[owner.slot])) return;
  chance_->kernel().post(0, hang_event, owner, owner.slot);
}

void Runtime::look_for_hangs_in(std::uint32_t isolate) {
  for (const RequestContext& context : contexts_) {
    if (context.state == ContextState::gone || context.isolate != isolate) continue;
    look_for_hang(context.owner);
  }
}

// --- the end of a context

void Runtime::cut(std::uint32_t slot) { end(*live(slot), EventKind::context_cut); }

void Runtime::reach_limit(std::uint32_t slot) {
  RequestContext& context = *live(slot);
  SIM_ASSERT(context.state == ContextState::draining);
  end(context, EventKind::wait_until_limit_reached);
}

/// The limit on CPU time: JavaScript is terminated wherever it is, the context is aborted, and the
/// client gets error 1102; the isolate goes on with what its globals hold by then. Sources:
/// developers.cloudflare.com/workers/platform/limits ("CPU time"), and in workerd
/// src/workerd/io/limit-enforcer.h (`LimitEnforcer`, one for each request).
bool Runtime::interrupts(OwnerId owner) {
  if (owner == sim::nobody || chance_->budget().of(Fault::cpu_limit) == 0) return false;
  return chance_
      ->fault({"CPU time of request", chance_->kernel().label(owner)}, "within the limit",
              {Fault::cpu_limit})
      .has_value();
}

void Runtime::end_interrupted() {
  const OwnerId owner = chance_->kernel().take_interrupted();
  if (owner != sim::nobody) end(*live(owner.slot), EventKind::cpu_limit_exceeded);
}

void Runtime::client_gone(std::uint32_t slot) {
  RequestContext& context = *live(slot);
  if (context.state != ContextState::running) return;
  chance_->record(EventKind::client_gone, context.request);
  answer_client(context);
  start_draining(context);
}

void Runtime::evict(std::uint32_t isolate) {
  SIM_ASSERT(hosts_[isolate]->isolate.live_contexts == 0);
  chance_->record(EventKind::isolate_evicted, 0, isolate);
  hosts_[isolate]->isolate.evict();
}

namespace {

/// What the client of a context gets that ends before it has answered.
Error error_seen(EventKind why) {
  if (why == EventKind::hang_detected) return Error::hung;
  if (why == EventKind::memory_limit_exceeded) return Error::memory_limit;
  return why == EventKind::cpu_limit_exceeded ? Error::cpu_limit : Error::none;
}

}  // namespace

void Runtime::end(RequestContext& context, EventKind why) {
  SIM_ASSERT(context.state != ContextState::gone);
  const OwnerId owner = context.owner;
  chance_->record(why, context.request);
  if (why == EventKind::hang_detected && script_ != nullptr) {
    script_->note_hang(*hosts_[context.isolate], owner, context.request);
  }
  if (why == EventKind::context_ended && kv_->has_uncovered_write(owner)) {
    chance_->record(EventKind::write_uncovered, context.request);
    violate(Property::no_uncovered_write, context.isolate);
  }
  if (!context.client_served && !context.responding && context.state == ContextState::running) {
    chance_->record(EventKind::served_error, context.request,
                    static_cast<std::int64_t>(error_seen(why)));
  }
  if (config_->page.body != BodyKind::proxied || !context.responding) answer_client(context);
  context.state = ContextState::gone;
  context.response = {};
  if (config_->handler.handler_per_request) tag_caches_[owner.slot].clear();
  kv_->cut(owner);
  chance_->kernel().kill(owner);
  --live_contexts_;
  Isolate& isolate = hosts_[context.isolate]->isolate;
  SIM_ASSERT(isolate.live_contexts > 0);
  --isolate.live_contexts;
  if (script_ != nullptr) look_for_hangs_in(context.isolate);
  if (!isolate.replaced) return note_orphaned_slots(isolate, owner);
  // Nobody comes any more who could find what it has left there.
  if (isolate.live_contexts == 0) {
    isolate.evict();
    isolate.replaced = false;
  }
}

void Runtime::note_orphaned_slots(Isolate& isolate, OwnerId dead) {
  for (const PendingRegenerations::Slot& slot : isolate.pending_regenerations.slots()) {
    if (slot.promise.creator() != dead) continue;
    chance_->record(EventKind::regeneration_slot_orphaned, isolate.number, slot.key);
    violate(Property::no_orphaned_regeneration_slot, isolate.number);
  }
}

void Runtime::violate(Property property, std::uint32_t isolate) {
  Finding& finding = findings_[static_cast<std::size_t>(property)];
  if (finding.verdict != Verdict::holds) return;
  finding.verdict = Verdict::violated;
  finding.at_us = chance_->kernel().now_us();
  finding.isolate = isolate;
}

}  // namespace stalemate::model
