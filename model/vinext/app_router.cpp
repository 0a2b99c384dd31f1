#include "model/vinext/isr_cache.h"
#include "model/vinext/router.h"
#include "sim/task.h"

namespace stalemate::model {

using sim::Done;
using sim::forgetting;
using sim::Outcome;
using sim::Promise;

namespace {

bool newest(Host& host) { return host.config().handler.generation >= Generation::vinext_0_0_55; }

/// A regeneration's await Promise.all([isrSet(...), isrSet(...)]): html first up to 0.0.30, rsc
/// first in 0.0.55.
Promise<> store_both(Host& host, CacheData data) {
  const Key first = newest(host) ? rsc_key : html_key;
  const Key second = newest(host) ? html_key : rsc_key;
  std::array<sim::AnyPromise, 2> writes;
  writes[0] = isr_set(host, first, data);
  writes[1] = isr_set(host, second, data);
  co_await forgetting(host.kernel().all(writes));
  co_return Done{};
}

/// capturedRscDataPromise.then((rscData) => isrSet(rscKey, ...))
Promise<> store_captured_rsc(Host& host, CacheData data) {
  co_await host.kernel().resolved();
  co_return isr_set(host, rsc_key, data);
}

/// The two writes of a MISS: html, and rsc as soon as its captured data is there.
Promise<> store_both_of_miss(Host& host, CacheData data) {
  std::array<sim::AnyPromise, 2> writes;
  writes[0] = isr_set(host, html_key, data);
  writes[1] = store_captured_rsc(host, data);
  co_await forgetting(host.kernel().all(writes));
  co_return Done{};
}

/// The render function of a stale page. A regeneration that an rsc request triggers in 0.0.55
/// stores the rsc artifact only.
Promise<> regenerate(Host& host, const Arrival& request, const CacheRead& /*cached*/) {
  const Rendered revalidated_page = co_await host.render(request);
  const CacheData data = cache_data(revalidated_page, host.config().page.tags);
  if (newest(host) && request.artifact == Artifact::rsc) {
    co_await forgetting(isr_set(host, rsc_key, data));
  } else {
    co_await forgetting(store_both(host, data));
  }
  co_return Done{};
}

/// The cache write of a MISS, behind the response: both artifacts for html, its own for rsc.
Promise<> store_behind_response(Host& host, Artifact artifact, CacheData data) {
  // First the body is read to its end: the response has left by then.
  co_await host.kernel().sleep(0);
  if (data.revalidate_ms <= 0) co_return Done{};
  Promise<> write;
  if (artifact == Artifact::rsc) {
    write = isr_set(host, rsc_key, data);
  } else {
    write = store_both_of_miss(host, data);
  }
  const Outcome<Done> outcome = co_await forgetting(attempt(write));
  if (outcome.failed()) {
    host.record(EventKind::regeneration_failed, outcome.rejection.code);
  }
  co_return Done{};
}

/// Up to 0.0.30 the dedupe key is the path, which html and rsc share; then each has its own.
Key regeneration_key(Host& host, Artifact artifact) {
  return newest(host) ? page_key(artifact) : html_key;
}

/// What the entry of 0.0.30 does with a page, and dispatchAppPage of 0.0.55.
Promise<Response> serve_app_page(Host& host, const Arrival& request) {
  const Artifact artifact = request.artifact;
  // try { ... } catch: a failed read falls through to the render
  const Outcome<CacheRead> read = co_await attempt(isr_get(host, page_key(artifact)));
  const CacheRead cached = read.value;

  if (!read.failed() && cached.found != 0) {
    if (cached.stale == 0) co_return respond(Served::hit, cached.entry.generation);
    const Key key = regeneration_key(host, artifact);
    trigger_background_regeneration(host, key, request, cached, regenerate);
    co_return respond(Served::stale, cached.entry.generation);
  }

  const Rendered rendered = co_await host.render(request);
  const CacheData data = cache_data(rendered, host.config().page.tags);
  const Promise<> cache_promise = store_behind_response(host, artifact, data);
  if (host.execution_context_visible()) host.wait_until(cache_promise);
  co_return respond(Served::miss, rendered.generation);
}

}  // namespace

Promise<Response> app_router(Host& host, const Arrival& request) {
  return host.config().handler.generation >= Generation::vinext_1_4_0
             ? v1_4_0::app_page(host, request)
             : serve_app_page(host, request);
}

}  // namespace stalemate::model
