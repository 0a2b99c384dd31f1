// renderPage of dist/server/pages-page-handler.js in vinext 1.4.0: reading and regenerating are the
// package's own, in dist/server/pages-page-data.js; here are the render, what that file is given,
// and writePagesIsrCache of dist/server/pages-page-response.js, which the package does not export.
import { told } from "../slots.mjs";
import {
  buildPagesCacheValue,
  isrCacheControl,
  isrGet,
  isrSet,
  pagesIsrCacheKey,
  triggerBackgroundRegeneration,
} from "vinext/dist/server/isr-cache.js";
import { resolvePagesPageData } from "vinext/dist/server/pages-page-data.js";
import { getRequestExecutionContext } from "vinext/dist/shims/request-context.js";
import {
  createRequestContext,
  runWithRequestContext,
} from "vinext/dist/shims/unified-request-context.js";
import { readStreamAsText } from "vinext/dist/utils/text-stream.js";
import { answer, answered, html_of, render } from "../../isolate.mjs";
import { rendering } from "../../rendering.mjs";
import { storing, triggering } from "../registration.mjs";
import { serving } from "../serve.mjs";
import { revalidate_tags } from "./revalidate_tags.mjs";

async function getStaticProps() {
  const { generation, revalidate } = await render();
  return { props: { generation }, revalidate };
}

async function writePagesIsrCache({ html, cacheKey, store, revalidateSeconds, expireSeconds }) {
  await store(cacheKey, buildPagesCacheValue(html, {}, 200), {
    cacheControl: isrCacheControl(revalidateSeconds, { expireSeconds }),
  });
}

async function pages_router({ page, switches }) {
  const store = storing(switches, isrSet);
  const trigger = triggering(switches, triggerBackgroundRegeneration);
  const cacheKey = pagesIsrCacheKey(page.path);
  const data = await resolvePagesPageData({
    applyRequestContexts() {},
    createGsspReqRes: () => ({ req: {}, res: { getHeaders: () => ({}) } }),
    expireSeconds: page.expire ?? undefined,
    i18n: {},
    isrCacheKey: (_, pathname) => pagesIsrCacheKey(pathname),
    isrGet,
    isrSet: store,
    pageModule: { getStaticProps },
    params: {},
    query: {},
    // Of a regeneration the write is awaited.
    renderIsrDocument: ({ pageProps, revalidateSeconds, expireSeconds }) =>
      writePagesIsrCache({
        html: html_of(pageProps.generation),
        cacheKey,
        store,
        revalidateSeconds,
        expireSeconds,
      }),
    route: { isDynamic: false },
    routePattern: page.path,
    routeUrl: page.path,
    // No execution context is in sight within a regeneration: that is the package's choice.
    runInFreshUnifiedContext(callback) {
      const context = createRequestContext({ executionContext: null });
      return runWithRequestContext(context, async () => await callback());
    },
    safeJsonStringify: JSON.stringify,
    triggerBackgroundRegeneration: (key, renderFn) => trigger(key, told(key, renderFn)),
  });
  if (data.kind === "response") return answered(data.response);

  const html = html_of(data.pageProps.generation);
  if (data.isrRevalidateSeconds !== null) {
    const { isrRevalidateSeconds: revalidateSeconds, isrExpireSeconds: expireSeconds } = data;
    const cacheWritePromise = readStreamAsText(rendering(html))
      .then((text) =>
        writePagesIsrCache({ html: text, cacheKey, store, revalidateSeconds, expireSeconds }),
      )
      .catch((error) => {
        host.note("regeneration-failed", cacheKey);
        console.error(`[vinext] Pages ISR cache write failed for ${cacheKey}:`, error);
      });
    getRequestExecutionContext()?.waitUntil(cacheWritePromise);
  }
  return answer("MISS", html);
}

export const handle = serving(pages_router, revalidate_tags);
