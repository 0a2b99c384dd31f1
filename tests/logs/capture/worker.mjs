// A worker with one page of the Pages Router, served by vinext 0.0.55: its KVCacheHandler, its
// resolvePagesPageData and isr-cache, called as the entry that `vinext deploy` writes calls them
// (dist/deploy.js, dist/entries/pages-server-entry.js). The page asks an upstream for its posts.
import { KVCacheHandler } from "vinext/dist/cloudflare/kv-cache-handler.js";
import {
  buildPagesCacheValue,
  isrCacheKey,
  isrGet,
  isrSet,
  triggerBackgroundRegeneration,
} from "vinext/dist/server/isr-cache.js";
import { resolvePagesPageData } from "vinext/dist/server/pages-page-data.js";
import { setCacheHandler } from "vinext/dist/shims/cache.js";
import {
  getRequestExecutionContext,
  runWithExecutionContext,
} from "vinext/dist/shims/request-context.js";
import {
  createRequestContext,
  runWithRequestContext,
} from "vinext/dist/shims/unified-request-context.js";

const path = "/blog";
const in_a_context = (callback) =>
  runWithRequestContext(
    createRequestContext({ executionContext: getRequestExecutionContext() }),
    callback,
  );
const html_of = (posts) =>
  `<!DOCTYPE html><html><body><h1>Blog</h1><p>${posts}</p></body></html>\n`;

async function getStaticProps(env) {
  const posts = await (await fetch(`${env.UPSTREAM}/posts`)).text();
  return { props: { posts }, revalidate: 60 };
}

async function served(env) {
  const data = await resolvePagesPageData({
    applyRequestContexts() {},
    buildId: null,
    createPageElement: ({ posts }) => posts,
    i18n: {},
    isrCacheKey,
    isrGet,
    isrSet,
    pageModule: { getStaticProps: () => getStaticProps(env) },
    params: {},
    query: {},
    renderIsrPassToStringAsync: async (posts) => html_of(posts),
    route: { isDynamic: false },
    routePattern: path,
    routeUrl: path,
    runInFreshUnifiedContext: (callback) => in_a_context(async () => callback()),
    safeJsonStringify: JSON.stringify,
    triggerBackgroundRegeneration,
  });
  if (data.kind === "response") return data.response;
  const html = html_of(data.pageProps.posts);
  getRequestExecutionContext().waitUntil(
    isrSet(
      isrCacheKey("pages", path),
      buildPagesCacheValue(html, {}, 200),
      data.isrRevalidateSeconds,
    ),
  );
  return new Response(html, { headers: { "x-vinext-cache": "MISS" } });
}

/// What the edge in front of a worker adds; the generator of the page is not asked for an ETag.
async function as_sent(response) {
  const body = await response.text();
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(body));
  const etag = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  const headers = new Headers(response.headers);
  headers.set("date", new Date().toUTCString());
  headers.set("etag", `W/"${etag.slice(0, 8).join("")}"`);
  headers.set("content-type", "text/html; charset=utf-8");
  return new Response(body, { status: response.status, headers });
}

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== path) return new Response("not found\n", { status: 404 });
    setCacheHandler(new KVCacheHandler(env.VINEXT_CACHE));
    const response = await runWithExecutionContext(ctx, () => in_a_context(() => served(env)));
    return as_sent(response);
  },
};
