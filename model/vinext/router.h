// The request flow around the cache: read, answer HIT or STALE or render, store, regenerate.
//
// Pages Router: dist/entries/pages-server-entry.js (0.0.26, 0.0.30) and
// dist/server/pages-page-data.js, pages-page-response.js (0.0.55, 1.4.0). App Router:
// dist/entries/app-rsc-entry.js (0.0.30) and dist/server/app-page-cache.js (0.0.55).
//
// Not modelled: the streams inside a render. A render is one await that gives both artifacts.
#pragma once

#include "model/workers/host.h"

namespace stalemate::model {

sim::Promise<Response> pages_router(Host& host, const Arrival& request);
sim::Promise<Response> app_router(Host& host, const Arrival& request);

namespace v1_4_0 {
/// The App Router of 1.4.0: dist/server/app-page-cache.js and app-page-cache-finalizer.js.
sim::Promise<Response> app_page(Host& host, const Arrival& request);
}  // namespace v1_4_0

/// A request that only invalidates the page's tags, as a server action would.
sim::Promise<Response> revalidate_tag_action(Host& host, const Arrival& request);

}  // namespace stalemate::model
