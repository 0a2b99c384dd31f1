// dispatchAppPage of dist/server/app-page-dispatch.js in vinext 1.4.0: reading, regenerating,
// keeping the previous entry and storing are the package's own, in dist/server/app-page-cache.js
// and app-page-cache-finalizer.js; here are the render and what those files are given.
import { told, telling_failure } from "../slots.mjs";
import {
  finalizeAppPageHtmlCacheResponse,
  finalizeAppPageRscCacheResponse,
} from "vinext/dist/server/app-page-cache-finalizer.js";
import { readAppPageCacheResponse } from "vinext/dist/server/app-page-cache.js";
import {
  buildRenderObservation,
  buildRenderRequestApiObservations,
} from "vinext/dist/server/cache-proof.js";
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
import { revalidate_tags } from "./revalidate_tags.mjs";

/// createAppPageRenderObservation: what a complete render of a static page is observed to be. A
/// page that reads the search parameters lacks the proof that its entry serves any query.
const observation =
  (page, kind) =>
  ({ cacheTags, state }) =>
    buildRenderObservation({
      boundaryOutcome: { kind: "success" },
      cacheability: "public",
      cacheTags,
      completeness: "complete",
      dynamicFetches: state.dynamicFetches,
      output: { kind, renderEpoch: null, rootBoundaryId: null, routeId: page.path },
      pathTags: [page.path],
      requestApis: buildRenderRequestApiObservations({
        completeness: "complete",
        observed: state.requestApis,
      }),
    });
const observed_state = ({ readsSearchParams }) => ({
  dynamicFetches: [],
  requestApis: readsSearchParams ? ["searchParams"] : [],
});

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
  const createHtmlRenderObservation = observation(page, "app-html");
  const createRscRenderObservation = observation(page, "app-rsc");

  const cached = await readAppPageCacheResponse({
    ...common,
    clearRequestContext() {},
    isrDebug(message, key) {
      if (message.startsWith("regen write skipped")) host.note("store-skipped", key);
    },
    hasRequestSearchParams: false,
    revalidateSeconds: page.revalidate,
    // runAppPageRevalidationContext
    renderFreshPageForCache: async () => {
      const context = createRequestContext({ executionContext: getRequestExecutionContext() });
      const rendered = await runWithRequestContext(context, render);
      const { html, rscData, revalidate } = rendered;
      const observed = { cacheTags: page.tags, state: observed_state(rendered) };
      return {
        html,
        htmlRenderObservation: createHtmlRenderObservation(observed),
        rscData,
        rscRenderObservation: createRscRenderObservation(observed),
        tags: page.tags,
        cacheControl: { revalidate },
        status: 200,
        usedDynamicApi: false,
      };
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
    consumeRenderObservationState: () => observed_state(rendered),
    createHtmlRenderObservation,
    createRscRenderObservation,
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

export const handle = serving(app_router, revalidate_tags);
