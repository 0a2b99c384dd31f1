#include "model/workers/runtime.h"

#include <algorithm>
#include <new>

#include "model/vinext/router.h"
#include "model/world_event.h"
#include "sim/task.h"

namespace stalemate::model {

using sim::OwnerId;
using sim::Promise;

Runtime::Runtime(Chance& chance, KvNamespace& kv, Origin& origin, const WorldConfig& config,
                 sim::Arena& arena, Script* script)
    : chance_(&chance),
      kv_(&kv),
      config_(&config),
      script_(script),
      hosts_(sim::ArenaAllocator<Host*>(arena)),
      contexts_(sim::ArenaAllocator<RequestContext>(arena)),
      tag_caches_(sim::ArenaAllocator<TagCache>(arena)),
      answered_(sim::ArenaAllocator<std::uint32_t>(arena)) {
  if (config.faults.of(Fault::cpu_limit) > 0) chance.kernel().interrupt_by(this);
  make_room_for_contexts(8);
  answered_.reserve(8);
  add_isolates(origin, arena);
  place_count_ = static_cast<std::uint32_t>(hosts_.size());
  const auto deploys = [](const Arrival& arrival) { return arrival.kind == ArrivalKind::deploy; };
  const bool replaces = config.faults.of(Fault::memory_limit) > 0 ||
                        config.faults.of(Fault::deploy) > 0 ||
                        std::any_of(config.workload.begin(), config.workload.end(), deploys);
  if (replaces) add_isolates(origin, arena);
}

void Runtime::add_isolates(Origin& origin, sim::Arena& arena) {
  std::uint32_t colo = 0;
  std::uint32_t place = 0;
  for (const std::uint32_t isolates : config_->isolates_per_colo) {
    for (std::uint32_t count = 0; count < isolates; ++count) {
      void* const block = arena.allocate(sizeof(Host));
      auto* const host =
          new (block) Host(*chance_, *kv_, origin, *config_, contexts_, tag_caches_, arena);
      host->isolate.number = static_cast<std::uint32_t>(hosts_.size());
      host->isolate.colo = colo;
      host->isolate.place = place++;
      hosts_.push_back(host);
    }
    ++colo;
  }
}

Runtime::~Runtime() {
  contexts_.clear();
  for (Host* const host : hosts_) {
    sim::Arena& arena = host->kernel().arena();
    host->~Host();
    arena.deallocate(host, sizeof(Host));
  }
}

void Runtime::make_room_for_contexts(std::size_t count) {
  contexts_.resize(count);
  if (config_->handler.handler_per_request) tag_caches_.resize(count);
}

RequestContext* Runtime::live(std::uint32_t slot) {
  SIM_ASSERT(slot < contexts_.size());
  RequestContext& context = contexts_[slot];
  if (context.state == ContextState::gone) return nullptr;
  chance_->kernel().touch(context.owner);
  return &context;
}

// --- a request

OwnerId Runtime::start(std::uint32_t isolate, std::uint32_t arrival, const Arrival& asked) {
  sim::Kernel& kernel = chance_->kernel();
  Host& host = *hosts_[isolate];
  const OwnerId owner = kernel.create_owner(++requests_);
  if (owner.slot >= contexts_.size()) make_room_for_contexts(owner.slot + 1U);
  RequestContext& context = contexts_[owner.slot];
  SIM_ASSERT(context.state == ContextState::gone);
  context = RequestContext{};
  context.owner = owner;
  context.request = requests_;
  context.isolate = isolate;
  context.arrival = arrival;
  context.state = ContextState::running;
  context.asked = &asked;
  ++live_contexts_;
  ++host.isolate.live_contexts;
  context.of_isolate = ++host.isolate.requests;
  if (!host.isolate.started) {
    host.isolate.started = true;
    chance_->record(EventKind::isolate_started, requests_, isolate);
  }
  chance_->record(EventKind::request_arrived, requests_, isolate,
                  static_cast<std::int64_t>(asked.artifact));
  if (asked.cut_after_us) {
    kernel.post(*asked.cut_after_us, scripted_cut_event, owner, owner.slot);
  }
  if (asked.client_gone_after_us) {
    kernel.post(*asked.client_gone_after_us, scripted_client_gone_event, owner, owner.slot);
  }

  const std::uint64_t word = visible_word(context);
  kernel.enter(owner, word);
  const Promise<Response> response = run_handler(host, asked);
  contexts_[owner.slot].response = response;
  if (asked.wait_until_us > 0) host.wait_until(kernel.sleep(asked.wait_until_us));
  sim::Notice notice;
  notice.kind = response_settled;
  notice.subject = owner.slot;
  kernel.watch(response, notice);
  kernel.leave();
  return owner;
}

/// What AsyncLocalStorage shows: a word that is not 0 stands for a context, which one does not
/// matter, since waitUntil registers with the current context in any case.
std::uint64_t Runtime::visible_word(const RequestContext& context) {
  VisibleContext visible = context.asked->visible_context;
  const auto fault =
      chance_->fault({"context of request", context.request}, "visible", {Fault::context_missing});
  if (fault) visible = VisibleContext::none;
  if (visible == VisibleContext::none) {
    chance_->record(EventKind::context_not_visible, context.request);
    return 0;
  }
  if (visible == VisibleContext::foreign) {
    chance_->record(EventKind::foreign_context_visible, context.request);
    return ~std::uint64_t{0};
  }
  return context.request;
}

Promise<Response> Runtime::run_handler(Host& host, const Arrival& asked) {
  if (asked.hold_response_us > 0) return handle_and_hold(host, asked);
  switch (asked.kind) {
    case ArrivalKind::revalidate_tag:
      host.record(EventKind::tag_invalidated, config_->page.tags);
      return script_ != nullptr ? script_->handle(host, asked) : revalidate_tag_action(host, asked);
    case ArrivalKind::module_promise:
      // let memo; memo ??= kv.get(...): user code keeps its own pending input in a module variable
      chance_->record(EventKind::module_promise_created, requests_);
      host.isolate.module_promise = host.kernel().sleep(asked.module_promise_us);
      return host.kernel().resolved(Response{});
    default:
      SIM_ASSERT(asked.kind == ArrivalKind::request);
  }
  return route_page(host, asked);
}

Promise<Response> Runtime::route_page(Host& host, const Arrival& asked) {
  if (script_ != nullptr) return script_->handle(host, asked);
  return config_->handler.router == Router::pages ? pages_router(host, asked)
                                                  : app_router(host, asked);
}

namespace {

Promise<Response> held(Host& host, Promise<Response> handled, Microseconds hold_us) {
  const Response response = co_await handled;
  co_await host.kernel().sleep(hold_us);
  co_return response;
}

}  // namespace

Promise<Response> Runtime::handle_and_hold(Host& host, const Arrival& asked) {
  return held(host, route_page(host, asked), asked.hold_response_us);
}

// --- what promises have come to

void Runtime::process_notices() {
  sim::Vector<sim::Notice>& notices = chance_->kernel().notices();
  for (std::size_t index = 0; index < notices.size(); ++index) {
    const sim::Notice notice = notices[index];
    if (notice.kind == sim::unhandled_rejection_notice) {
      chance_->record(EventKind::unhandled_rejection, 0, notice.rejection.code);
      continue;
    }
    RequestContext* const context = live(notice.subject);
    if (context == nullptr) continue;  // an earlier notice of this step was its end
    if (notice.kind == response_settled) {
      respond(*context);
    } else {
      SIM_ASSERT(context->wait_until_pending > 0);
      --context->wait_until_pending;
      may_end(*context);
    }
  }
  notices.clear();
}

void Runtime::respond(RequestContext& context) {
  if (context.state != ContextState::running) return;  // the client has gone
  context.responding = true;
  const Promise<Response>& response = context.response;
  if (response.rejected()) {
    chance_->record(EventKind::served_error, context.request, response.rejection().code);
  } else {
    const Response& answer = response.value();
    static constexpr EventKind kinds[] = {EventKind::served_miss, EventKind::served_hit,
                                          EventKind::served_stale, EventKind::served_error,
                                          EventKind::response_ended};
    chance_->record(kinds[static_cast<std::size_t>(answer.served)], context.request,
                    answer.generation.isolate, answer.generation.of_isolate);
  }
  const BodyKind body = config_->page.body;
  const Microseconds body_us =
      body == BodyKind::buffered || response.rejected()
          ? 0
          : chance_->duration(config_->latencies.body, {"body of request", context.request});
  if (body_us == 0) {
    answer_client(context);
    start_draining(context);
    return;
  }
  // A body that JavaScript feeds keeps the context running; a proxied one does not.
  if (body == BodyKind::proxied) start_draining(context);
  const OwnerId owner = body == BodyKind::proxied ? sim::nobody : context.owner;
  chance_->kernel().post(body_us, body_end_event, owner,
                         owner == sim::nobody ? 0x10000U + context.arrival : context.owner.slot);
}

void Runtime::answer_client(RequestContext& context) {
  if (context.client_served) return;
  context.client_served = true;
  answered_.push_back(context.arrival);
}

void Runtime::start_draining(RequestContext& context) {
  SIM_ASSERT(context.state == ContextState::running);
  context.state = ContextState::draining;
  context.draining_since_us = chance_->kernel().now_us();
  chance_->record(EventKind::context_draining, context.request, context.wait_until_pending);
  const OwnerId owner = context.owner;
  may_end(context);
  const auto& limit_us = config_->runtime.wait_until_limit_us;
  if (limit_us && chance_->kernel().alive(owner)) {
    chance_->kernel().post(*limit_us, wait_until_limit_event, owner, owner.slot);
  }
}

/// Nothing keeps the context alive any more: it will end, at once or later. At once is before
/// anything that was issued in this same step has left.
void Runtime::may_end(RequestContext& context) {
  if (context.state != ContextState::draining || context.wait_until_pending > 0) return;
  const bool at_once = config_->runtime.teardown == Teardown::immediate;
  const Microseconds delay_us = at_once
                                    ? 0
                                    : chance_->duration(config_->latencies.teardown,
                                                        {"teardown of request", context.request});
  if (delay_us == 0) {
    end(context, EventKind::context_ended);
  } else {
    chance_->kernel().post(delay_us, teardown_event, context.owner, context.owner.slot);
  }
}

}  // namespace stalemate::model
