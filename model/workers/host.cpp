#include "model/workers/host.h"

#include "sim/task.h"

namespace stalemate::model {

using sim::Promise;

void Host::wait_until(const sim::AnyPromise& promise) {
  const sim::OwnerId owner = kernel().current_owner();
  RequestContext& context = (*contexts_)[owner.slot];
  SIM_ASSERT(context.owner == owner);
  SIM_ASSERT(context.state != ContextState::gone);
  ++context.wait_until_pending;
  record(EventKind::wait_until_registered);
  sim::Notice notice;
  notice.kind = wait_until_settled;
  notice.subject = owner.slot;
  kernel().watch(promise, notice);
}

TagCache& Host::tag_cache() {
  if (!config_->handler.handler_per_request) return isolate.tag_cache;
  const sim::OwnerId owner = kernel().current_owner();
  SIM_ASSERT((*contexts_)[owner.slot].owner == owner);
  return (*tag_caches_)[owner.slot];
}

bool Host::believes(const TagCache::Entry& cached, std::int64_t now_ms) {
  if (!cached.present) return false;
  if (config_->handler.cached_tags_age) return now_ms - cached.fetched_at_ms < tag_cache_ttl_ms;
  static constexpr sim::Name alternatives[] = {{"still good"}, {"too old"}};
  return kernel().gate().choose({"cached tag, request", request()}, sim::ChoiceKind::order,
                                alternatives) == 0;
}

void Host::will_believe_from(std::int64_t now_ms) {
  if (config_->handler.cached_tags_age) keeps(ClockDeadline{now_ms + tag_cache_ttl_ms});
}

namespace {

/// What goes wrong with this render: prescribed by the scenario, or a fault, or nothing.
RenderScript fate_of_render(Host& host, const Arrival& request) {
  if (request.render != RenderScript::normal) return request.render;
  const auto fault = host.chance().fault({"render of request", host.request()}, "returns",
                                         {Fault::render_throws, Fault::render_hangs,
                                          Fault::render_never_settles, Fault::revalidate_zero});
  if (!fault) return RenderScript::normal;
  switch (*fault) {
    case Fault::render_throws:
      return RenderScript::throws;
    case Fault::render_hangs:
      return RenderScript::hangs;
    case Fault::render_never_settles:
      return RenderScript::never_settles;
    default:
      return RenderScript::revalidate_zero;
  }
}

/// A promise that nothing will ever settle; with `pending_input` the context counts as waiting.
Promise<> never(Host& host, bool pending_input) {
  host.record(pending_input ? EventKind::render_hangs : EventKind::render_never_settles);
  if (pending_input) host.kernel().begin_work(host.kernel().current_owner());
  return host.kernel().pending<sim::Done>();
}

Promise<> module_promise(Host& host) {
  const Promise<> promise = host.isolate.module_promise;
  if (!promise) return host.kernel().resolved();
  if (promise.pending() && !host.kernel().alive(promise.creator())) {
    host.record(EventKind::orphaned_promise_awaited);
  }
  return promise;
}

}  // namespace

Promise<Rendered> Host::render(const Arrival& request) {
  const Latencies& latencies = config_->latencies;
  Rendered rendered;
  rendered.revalidate_ms = config_->page.revalidate_ms;
  rendered.generation.render = ++origin_->renders;
  rendered.generation.isolate = static_cast<std::uint16_t>(isolate.number + 1);
  rendered.generation.of_isolate = ++isolate.renders;
  keeps(rendered.generation);
  record(EventKind::render_started, isolate.number, rendered.generation.of_isolate);
  const RenderScript fate = fate_of_render(*this, request);

  const Microseconds total_us =
      chance_->duration(latencies.render, {"time of the render of request", this->request()});
  const Microseconds read_us = chance_->duration(
      latencies.origin_read, {"time until the render reads, request", this->request()});
  if (read_us > 0) co_await kernel().sleep(read_us);
  rendered.generation.data_version = static_cast<std::uint16_t>(origin_->data_version);
  keeps(rendered.generation);  // this tells also that the data has been read
  record(EventKind::render_read_data, rendered.generation.data_version);

  if (fate == RenderScript::hangs) co_await never(*this, true);
  if (fate == RenderScript::never_settles) co_await never(*this, false);
  if (fate == RenderScript::awaits_module_promise) {
    const sim::Outcome<sim::Done> memo = co_await attempt(module_promise(*this));
    if (memo.failed()) {
      record(EventKind::orphaned_promise_rejected);
      co_return memo.rejection;
    }
  }
  if (total_us > read_us) co_await kernel().sleep(total_us - read_us);
  if (fate == RenderScript::throws) {
    record(EventKind::render_threw);
    co_return rejection(Error::render_threw);
  }
  if (fate == RenderScript::revalidate_zero) {
    record(EventKind::render_without_caching);
    rendered.revalidate_ms = 0;
  }
  record(EventKind::render_finished, rendered.generation.isolate - 1,
         rendered.generation.of_isolate);
  co_return rendered;
}

}  // namespace stalemate::model
