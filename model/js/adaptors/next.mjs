// A request flow of ours round any handler of the shape of CacheHandler of Next.js: get, set,
// revalidateTag, resetRequestCache. Read; serve what is fresh; serve what is stale and regenerate
// it behind the response, once at a time; else render, store and serve.
//
// Of the App Router one entry holds both artifacts, as in Next.js.
import { AsyncLocalStorage } from "node:async_hooks";
import { KVCacheHandler as CacheHandler } from "stalemate:handler";
import { answer, ctx, kv, render } from "./isolate.mjs";

const contexts = new AsyncLocalStorage();
const getContext = () => contexts.getStore() ?? null;
/// Until when each page's regeneration counts as under way, whoever has begun it: at most as long as
/// waitUntil lets one run, so that nothing that a dead context has left behind keeps a page STALE.
const lease_ms = 30_000;
const pending = new Map();
let handler;

/// What is given to a constructor is kept for later requests: whether a context is in sight is seen
/// at each call.
const seen_ctx = { ...ctx, waitUntil: (promise) => getContext()?.waitUntil(promise) };

function cache_handler({ switches, page }) {
  if (switches.handlerPerRequest || !handler) {
    handler = new CacheHandler(kv, { ctx: seen_ctx, getContext });
    for (const method of page.invalidated ? ["get", "set", "revalidateTag"] : ["get", "set"]) {
      if (typeof handler[method] === "function") continue;
      throw new Error(`the constructor of the handler gives an object without ${method}()`);
    }
  }
  return handler;
}

const value_of = (router, rendered) =>
  router === "app"
    ? {
        kind: "APP_PAGE",
        html: rendered.html,
        rscData: Buffer.from(rendered.rscData),
        headers: {},
        status: 200,
      }
    : { kind: "PAGES", html: rendered.html, pageData: {}, headers: {}, status: 200 };

/// The artifact as text or bytes, whatever a store has made of the bytes.
function artifact_of(value, artifact) {
  if (artifact === "html") return value?.html;
  const data = value?.rscData;
  return data?.type === "Buffer" ? Uint8Array.from(data.data) : data;
}

function is_stale(entry, page) {
  if (entry.cacheState) return entry.cacheState === "stale";
  const revalidate = entry.cacheControl?.revalidate ?? entry.revalidate ?? page.revalidate;
  if (revalidate === false) return false; // as Next.js has it: never
  return entry.lastModified + revalidate * 1000 < Date.now();
}

async function store(request, cache, rendered) {
  const { page, router, switches } = request;
  if (!(rendered.revalidate > 0)) return void host.note("store-skipped", page.path);
  const cacheControl = { revalidate: rendered.revalidate, expire: page.expire ?? undefined };
  const set = () =>
    cache.set(page.path, value_of(router, rendered), {
      revalidate: rendered.revalidate,
      cacheControl,
      tags: router === "app" ? page.tags : [],
    });
  await (switches.putRegistered ? set() : contexts.run(null, set));
}

function regenerate_behind(request, cache) {
  const key = request.page.path;
  if (pending.get(key)?.until > Date.now()) return host.note("regeneration-deduplicated", key);
  host.note("regeneration-leased", key);
  const lease = { until: Date.now() + lease_ms };
  const regeneration = (async () => store(request, cache, await render()))()
    .catch((error) => {
      host.note("regeneration-failed", key);
      host.caught(`regeneration of ${key} failed`, error);
    })
    .finally(() => {
      if (pending.get(key) === lease) pending.delete(key);
    });
  pending.set(key, lease);
  if (request.switches.regenerationRegistered) getContext()?.waitUntil(regeneration);
}

async function read(cache, { page, router }) {
  try {
    const context = { kind: router === "app" ? "APP_PAGE" : "PAGES", isFallback: false };
    return await cache.get(page.path, context);
  } catch (error) {
    host.caught(`reading ${page.path} failed`, error);
    return null;
  }
}

async function serve(request) {
  const cache = cache_handler(request);
  cache.resetRequestCache?.();
  if (request.kind === "revalidate-tag") {
    await cache.revalidateTag(request.page.tags, {});
    return answer("none", "");
  }

  const entry = await read(cache, request);
  const body = artifact_of(entry?.value, request.artifact);
  if (body) {
    if (!is_stale(entry, request.page)) return answer("HIT", body);
    regenerate_behind(request, cache);
    return answer("STALE", body);
  }

  const rendered = await render();
  if (request.switches.missStoredBehindResponse) {
    const stored = host
      .bodyRead()
      .then(() => store(request, cache, rendered))
      .catch((error) => {
        host.note("regeneration-failed", request.page.path);
        host.caught(`storing ${request.page.path} failed`, error);
      });
    getContext()?.waitUntil(stored);
  } else {
    await store(request, cache, rendered);
  }
  return answer("MISS", artifact_of(rendered, request.artifact));
}

export const handle = (request) =>
  contexts.run(request.contextVisible ? ctx : null, () => serve(request));
