#include "model/vinext/isr_cache.h"

#include "sim/task.h"

namespace stalemate::model {

using sim::Done;
using sim::Outcome;
using sim::Promise;

Promise<CacheRead> isr_get(Host& host, Key key) {
  KvCacheHandler handler(host);
  return host.kernel().passed_on(handler.get(key));
}

Promise<> isr_set(Host& host, Key key, const CacheData& data) {
  KvCacheHandler handler(host);
  return host.kernel().passed_on(handler.set(key, data));
}

namespace {

/// .catch((err) => console.error(...))
Promise<> logging_failures(Host& host, Promise<> regeneration) {
  const Outcome<Done> outcome = co_await attempt(regeneration);
  if (outcome.failed()) {
    host.record(EventKind::regeneration_failed, outcome.rejection.code);
  }
  co_return Done{};
}

Promise<> next_turn(Host& host) { return host.kernel().passed_on(host.kernel().resolved()); }

/// .finally(() => { pendingRegenerations.delete(key) })
Promise<> freeing_the_slot(Host& host, Promise<> regeneration, Key key) {
  const Outcome<Done> outcome = co_await attempt(regeneration);
  if (host.config().handler.regeneration_lease_ms > 0) {
    host.isolate.pending_regenerations.erase_own(key, host.kernel().current_owner());
  } else {
    host.isolate.pending_regenerations.erase(key);
  }
  host.record(EventKind::regeneration_slot_freed, static_cast<std::int64_t>(key));
  if (outcome.failed()) co_return outcome.rejection;
  // What the callback returns is awaited before the derived promise settles
  co_return next_turn(host);
}

/// Whether this shape of the trigger keeps the context alive for the regeneration.
bool registers_regeneration(Host& host) {
  const HandlerConfig& handler = host.config().handler;
  if (!handler.regeneration_registered) return false;
  switch (handler.generation) {
    case Generation::vinext_0_0_26:
      return false;
    case Generation::before_425:
    case Generation::pull_425:
      return true;  // the context is a parameter, passed down from the entry
    case Generation::vinext_0_0_30:
    case Generation::vinext_0_0_55:
    case Generation::vinext_1_4_0:
      return host.execution_context_visible();
  }
  return false;
}

}  // namespace

void trigger_background_regeneration(Host& host, Key key, const Arrival& request,
                                     const CacheRead& cached, RenderFunction render) {
  PendingRegenerations& pending_regenerations = host.isolate.pending_regenerations;
  const std::int64_t lease_ms = host.config().handler.regeneration_lease_ms;
  const std::int64_t now = lease_ms > 0 ? host.date_now() : null_instant;
  if (pending_regenerations.has(key, now)) {
    host.record(EventKind::regeneration_deduplicated, static_cast<std::int64_t>(key));
    return;
  }
  host.record(EventKind::regeneration_started, static_cast<std::int64_t>(key));
  const Promise<> rendering = render(host, request, cached);
  const Promise<> caught = logging_failures(host, rendering);
  const Promise<> promise = freeing_the_slot(host, caught, key);
  pending_regenerations.set(key, promise, lease_ms > 0 ? now + lease_ms : null_instant);
  if (registers_regeneration(host)) {
    host.wait_until(promise);
  }
}

CacheData cache_data(const Rendered& rendered, std::uint32_t tags) {
  CacheData data;
  data.generation = rendered.generation;
  data.revalidate_ms = rendered.revalidate_ms;
  data.tags = tags;
  return data;
}

Response respond(Served served, const RenderId& generation) {
  Response response;
  response.served = served;
  response.generation = generation;
  return response;
}

}  // namespace stalemate::model
