// vinext's isr-cache: reading and writing entries, and the background regeneration with its dedupe
// map.
//
// Source: dist/server/isr-cache.js of the npm packages vinext 0.0.26, 0.0.30, 0.0.55 and 1.4.0;
// for the App Router of 0.0.30 the same code inlined in dist/entries/app-rsc-entry.js. Between it
// and the handler 1.4.0 has DefaultCdnCacheAdapter (dist/shims/cdn-cache.js), which passes
// everything on.
#pragma once

#include "model/vinext/kv_cache_handler.h"
#include "model/workers/host.h"

namespace stalemate::model {

/// isrGet(key)
sim::Promise<CacheRead> isr_get(Host& host, Key key);
/// isrSet(key, data, revalidateSeconds, tags)
sim::Promise<> isr_set(Host& host, Key key, const CacheData& data);

/// What a background regeneration runs, and what its closure holds: the request that found the
/// entry stale, and the entry.
using RenderFunction = sim::Promise<> (*)(Host& host, const Arrival& request,
                                          const CacheRead& cached);

/// triggerBackgroundRegeneration(key, renderFn)
void trigger_background_regeneration(Host& host, Key key, const Arrival& request,
                                     const CacheRead& cached, RenderFunction render);

/// What a render's result is stored as.
CacheData cache_data(const Rendered& rendered, std::uint32_t tags);
/// The answer of a request, with what the entry or the render says.
Response respond(Served served, const RenderId& generation);

}  // namespace stalemate::model
