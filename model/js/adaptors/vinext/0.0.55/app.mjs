// dispatchAppPage of dist/server/app-page-dispatch.js in vinext 0.0.55: reading, regenerating and
// storing are the package's own, in dist/server/app-page-cache.js; here are the render and what
// that file is given.
import { told, telling_failure } from "../slots.mjs";
import {
  finalizeAppPageHtmlCacheResponse,
  finalizeAppPageRscCacheResponse,
  readAppPageCacheResponse,
} from "vinext/dist/server/app-page-cache.js";
import {
  appIsrHtmlKey,
  appIsrRscKey,
  isrGet,
  isrSet,
  triggerBackgroundRegeneration,
} from "vinext/dist/server/isr-cache.js";
import { getRequestExecutionContext } from "vinext/dist/shims/request-context.js";
import {
  createRequestContext,
  runWithRequestContext,
} from "vinext/dist/shims/unified-request-context.js";
import { answered, render, text_of } from "../../isolate.mjs";
import { rendering } from "../../rendering.mjs";
import { storing, triggering } from "../registration.mjs";
import { serving } from "../serve.mjs";

async function app_router({ page, artifact, switches }) {
  const isRscRequest = artifact === "rsc";
  const trigger = triggering(switches, triggerBackgroundRegeneration);
  const common = {
    cleanPathname: page.path,
    isRscRequest,
    isrGet,
    isrHtmlKey: appIsrHtmlKey,
    isrRscKey: appIsrRscKey,
    isrSet: storing(switches, isrSet),
    expireSeconds: page.expire ?? undefined,
    mountedSlotsHeader: null,
    interceptionContext: null,
  };
  const cached = await readAppPageCacheResponse({
    ...common,
    clearRequestContext() {},
    revalidateSeconds: page.revalidate,
    // runAppPageRevalidationContext
    renderFreshPageForCache: async () => {
      const context = createRequestContext({ executionContext: getRequestExecutionContext() });
      const { html, rscData, revalidate } = await runWithRequestContext(context, render);
      return { html, rscData, tags: page.tags, cacheControl: { revalidate } };
    },
    scheduleBackgroundRegeneration: (key, renderFn) => trigger(key, told(key, renderFn)),
  });
  if (cached) return answered(cached);

  const rendered = await render();
  const key = isRscRequest ? appIsrRscKey(page.path) : appIsrHtmlKey(page.path);
  const options = {
    ...common,
    isrSet: telling_failure(key, common.isrSet),
    consumeDynamicUsage: () => false,
    getPageTags: () => page.tags,
    revalidateSeconds: rendered.revalidate,
    waitUntil: (cachePromise) => getRequestExecutionContext()?.waitUntil(cachePromise),
  };
  if (isRscRequest) {
    return answered(
      finalizeAppPageRscCacheResponse(new Response(text_of(rendered.rscData)), {
        ...options,
        capturedRscDataPromise: host.bodyRead().then(() => rendered.rscData),
      }),
    );
  }
  return answered(
    finalizeAppPageHtmlCacheResponse(new Response(rendering(rendered.html)), {
      ...options,
      capturedRscDataPromise: Promise.resolve(rendered.rscData),
    }),
  );
}

export const handle = serving(app_router);
