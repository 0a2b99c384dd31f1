#include "model/vinext/isr_cache.h"
#include "model/vinext/router.h"
#include "sim/task.h"

namespace stalemate::model {

using sim::Done;
using sim::forgetting;
using sim::Outcome;
using sim::Promise;

namespace {

/// The render function of a stale page. Stores nothing unless it is told a revalidate time.
Promise<> regenerate(Host& host, const Arrival& request) {
  const Rendered fresh_result = co_await host.render(request);
  if (fresh_result.revalidate_ms > 0) {
    co_await forgetting(isr_set(host, html_key, cache_data(fresh_result, 0)));
  } else {
    host.record(EventKind::store_skipped, html_key);
  }
  co_return Done{};
}

/// schedulePagesIsrCacheWrite of 0.0.55: the page is stored behind the response.
Promise<> store_behind_response(Host& host, CacheData data) {
  // First the body is read to its end: the response has left by then.
  co_await host.kernel().sleep(0);
  const Outcome<Done> outcome = co_await forgetting(attempt(isr_set(host, html_key, data)));
  if (outcome.failed()) {
    host.record(EventKind::regeneration_failed, outcome.rejection.code);
  }
  co_return Done{};
}

bool stores_behind_response(Host& host) {
  const HandlerConfig& handler = host.config().handler;
  return handler.generation >= Generation::vinext_0_0_55 || handler.miss_stored_behind_response;
}

}  // namespace

Promise<Response> pages_router(Host& host, const Arrival& request) {
  const CacheRead cached = co_await isr_get(host, html_key);

  if (cached.found != 0 && cached.stale == 0) {
    co_return respond(Served::hit, cached.entry.generation);
  }

  if (cached.found != 0 && cached.stale != 0) {
    trigger_background_regeneration(host, html_key, request, regenerate);
    co_return respond(Served::stale, cached.entry.generation);
  }

  const Rendered result = co_await host.render(request);
  if (result.revalidate_ms > 0) {
    if (stores_behind_response(host)) {
      const Promise<> cache_write = store_behind_response(host, cache_data(result, 0));
      if (host.execution_context_visible()) host.wait_until(cache_write);
    } else {
      co_await forgetting(isr_set(host, html_key, cache_data(result, 0)));
    }
  }
  co_return respond(Served::miss, result.generation);
}

}  // namespace stalemate::model
