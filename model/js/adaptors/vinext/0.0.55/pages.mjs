// _renderPage of dist/entries/pages-server-entry.js in vinext 0.0.55: reading and regenerating are
// the package's own, in dist/server/pages-page-data.js; here are the render, what that file is
// given, and schedulePagesIsrCacheWrite of dist/server/pages-page-response.js, which the package
// does not export.
import { told } from "../slots.mjs";
import {
  buildPagesCacheValue,
  isrCacheKey,
  isrGet,
  isrSet,
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

async function getStaticProps() {
  const { generation, revalidate } = await render();
  return { props: { generation }, revalidate };
}

function schedulePagesIsrCacheWrite({ stream, cacheKey, store, revalidateSeconds, expireSeconds }) {
  const cacheWritePromise = readStreamAsText(stream)
    .then((html) =>
      store(
        cacheKey,
        buildPagesCacheValue(html, {}, 200),
        revalidateSeconds,
        undefined,
        expireSeconds,
      ),
    )
    .catch((error) => {
      host.note("regeneration-failed", cacheKey);
      console.error(`[vinext] Pages ISR cache write failed for ${cacheKey}:`, error);
    });
  getRequestExecutionContext()?.waitUntil(cacheWritePromise);
}

async function pages_router({ page, switches }) {
  const store = storing(switches, isrSet);
  const trigger = triggering(switches, triggerBackgroundRegeneration);
  const expireSeconds = page.expire ?? undefined;
  const regenerated = (key) => async () => {
    const result = await getStaticProps();
    if (!(result.revalidate > 0)) host.note("store-skipped", key);
    return result;
  };
  let regenerating = null;
  const data = await resolvePagesPageData({
    applyRequestContexts() {},
    buildId: null,
    createPageElement: ({ generation }) => generation,
    expireSeconds,
    i18n: {},
    isrCacheKey,
    isrGet,
    isrSet: store,
    pageModule: { getStaticProps: () => (regenerating ?? getStaticProps)() },
    params: {},
    query: {},
    // A render is one await with getStaticProps: its element is its text.
    renderIsrPassToStringAsync: async (element) => element,
    route: { isDynamic: false },
    routePattern: page.path,
    routeUrl: page.path,
    runInFreshUnifiedContext(callback) {
      const context = createRequestContext({ executionContext: getRequestExecutionContext() });
      return runWithRequestContext(context, async () => callback());
    },
    safeJsonStringify: JSON.stringify,
    triggerBackgroundRegeneration(key, renderFn) {
      regenerating = regenerated(key);
      trigger(key, told(key, renderFn));
    },
  });
  if (data.kind === "response") return answered(data.response);

  const html = html_of(data.pageProps.generation);
  if (data.isrRevalidateSeconds > 0) {
    schedulePagesIsrCacheWrite({
      stream: rendering(html),
      cacheKey: isrCacheKey("pages", page.path),
      store,
      revalidateSeconds: data.isrRevalidateSeconds,
      expireSeconds,
    });
  }
  return answer("MISS", html);
}

export const handle = serving(pages_router);
