// The App Router of vinext 1.4.0: html and rsc share a dedupe slot and are regenerated together,
// one after the other; a regeneration that fails stores the earlier entry again for a short while;
// and nothing is stored that is not proved to have left the search parameters unread.
//
// Source: the npm package vinext 1.4.0, dist/server/app-page-cache.js (readAppPageCacheResponse)
// and dist/server/app-page-cache-finalizer.js. Not modelled, since the simulated page has none of
// it: partial prerendering, dynamic APIs, mounted slots, interception.

#include "model/vinext/isr_cache.h"
#include "model/vinext/router.h"
#include "sim/task.h"

namespace stalemate::model::v1_4_0 {

using sim::Done;
using sim::forgetting;
using sim::Outcome;
using sim::Promise;

namespace {

/// hasQueryInvariantRenderProof(renderObservation)
bool has_query_invariant_render_proof(Host& host) {
  return !host.config().page.reads_search_params;
}

/// Whether a store of a regeneration has succeeded.
struct Stored {
  std::uint32_t yes = 0;
};
void digest(sim::Account& account, const Stored& stored) { account.word(stored.yes); }

/// const store = async (key, value) => { try { await isrSet(...); return true } catch ... }
Promise<Stored> store(Host& host, Key key, CacheData data) {
  const Outcome<Done> outcome = co_await attempt(isr_set(host, key, data));
  co_return Stored{outcome.failed() ? 0U : 1U};
}

/// const regenerate = async () => { ... }
Promise<> regenerate(Host& host, const Arrival& request) {
  const Rendered revalidated_page = co_await host.render(request);
  // "Page changed from static to dynamic at runtime"
  if (revalidated_page.revalidate_ms == 0) co_return rejection(Error::handler_threw);
  if (!has_query_invariant_render_proof(host)) {
    host.record(EventKind::store_skipped, page_key(request.artifact));
    co_return Done{};
  }
  const CacheData data = cache_data(revalidated_page, host.config().page.tags);
  const Stored rsc = co_await store(host, rsc_key, data);
  if (rsc.yes == 0) co_return Done{};
  co_await forgetting(store(host, html_key, data));
  co_return Done{};
}

/// An entry as resolveRegenerationFailureCacheControl(previous.cacheControl) has it stored again.
CacheData kept(Host& host, const KvValue& previous) {
  CacheData data;
  data.generation = previous.generation;
  data.revalidate_ms = kept_revalidate_ms(host.config().page);
  data.tags = previous.tags;
  data.kept = 1;
  return data;
}

/// const keepPreviousEntry = async (key, previous) => { ... }
Promise<> keep_previous_entry(Host& host, Key key, CacheRead previous) {
  const Outcome<CacheRead> current = co_await attempt(isr_get(host, key));
  if (current.failed()) co_return Done{};
  const CacheRead& read = current.value;
  if (read.found == 0 || read.entry.last_modified_ms == previous.entry.last_modified_ms) {
    co_await attempt(isr_set(host, key, kept(host, previous.entry)));
  }
  co_return Done{};
}

/// async () => { try { await regenerate() } catch { await keepPreviousEntry(...); throw error } }
Promise<> regenerate_or_keep(Host& host, const Arrival& request, CacheRead previous) {
  const Outcome<Done> outcome = co_await attempt(regenerate(host, request));
  if (!outcome.failed()) co_return Done{};
  co_await keep_previous_entry(host, page_key(request.artifact), previous);
  co_return outcome.rejection;
}

Promise<> regeneration(Host& host, const Arrival& request, const CacheRead& cached) {
  return regenerate_or_keep(host, request, cached);
}

/// The writes of a MISS: both artifacts for html, its own for rsc.
Promise<> writes_of_miss(Host& host, Artifact artifact, const CacheData& data) {
  if (artifact == Artifact::rsc) return isr_set(host, rsc_key, data);
  const std::array<sim::AnyPromise, 2> writes = {isr_set(host, html_key, data),
                                                 isr_set(host, rsc_key, data)};
  return host.kernel().all(writes);
}

/// finalizeAppPageHtmlCacheResponse, scheduleAppPageRscCacheWrite: behind the response.
Promise<> store_behind_response(Host& host, Artifact artifact, CacheData data) {
  // First the body is read to its end: the response has left by then.
  co_await host.kernel().sleep(0);
  if (data.revalidate_ms <= 0 || !has_query_invariant_render_proof(host)) co_return Done{};
  const Outcome<Done> outcome = co_await forgetting(attempt(writes_of_miss(host, artifact, data)));
  if (outcome.failed()) {
    host.record(EventKind::regeneration_failed, outcome.rejection.code);
  }
  co_return Done{};
}

}  // namespace

Promise<Response> app_page(Host& host, const Arrival& request) {
  // try { ... } catch: a failed read falls through to the render
  const Outcome<CacheRead> read = co_await attempt(isr_get(host, page_key(request.artifact)));
  const CacheRead cached = read.value;

  if (!read.failed() && cached.found != 0) {
    if (cached.stale == 0) co_return respond(Served::hit, cached.entry.generation);
    // An rsc request regenerates the document too, in the document's slot.
    trigger_background_regeneration(host, html_key, request, cached, regeneration);
    co_return respond(Served::stale, cached.entry.generation);
  }

  const Rendered rendered = co_await host.render(request);
  const CacheData data = cache_data(rendered, host.config().page.tags);
  const Promise<> cache_promise = store_behind_response(host, request.artifact, data);
  if (host.execution_context_visible()) host.wait_until(cache_promise);
  co_return respond(Served::miss, rendered.generation);
}

}  // namespace stalemate::model::v1_4_0
