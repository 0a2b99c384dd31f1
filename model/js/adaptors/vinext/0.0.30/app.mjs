// The page branch of dist/entries/app-rsc-entry.js in vinext 0.0.30: "ISR cache read (production
// only)" and the two cache writes of a MISS. That entry has copies of the functions of isr-cache.js
// (`__isrGet` ...): here they are imported.
import { told } from "../slots.mjs";
import {
  buildAppPageCacheValue,
  isrCacheKey,
  isrGet,
  isrSet,
  triggerBackgroundRegeneration,
} from "vinext/dist/server/isr-cache.js";
import { getRequestExecutionContext } from "vinext/dist/shims/request-context.js";
import {
  createRequestContext,
  runWithRequestContext,
} from "vinext/dist/shims/unified-request-context.js";
import { answer, render } from "../../isolate.mjs";
import { storing, triggering } from "../registration.mjs";
import { serving } from "../serve.mjs";

// __isrCacheKey(pathname, suffix)
const html_key = (path) => `${isrCacheKey("app", path)}:html`;
const rsc_key = (path) => `${isrCacheKey("app", path)}:rsc`;

const html_value = (page) => buildAppPageCacheValue(page.html, undefined, 200);
const rsc_value = (page) => buildAppPageCacheValue("", page.rscData, 200);

async function app_router({ page, artifact, switches }) {
  const store = storing(switches, isrSet);
  const isRscRequest = artifact === "rsc";
  const isrKey = isRscRequest ? rsc_key(page.path) : html_key(page.path);
  const artifact_of = (value) => (isRscRequest ? value.rscData : value.html);
  try {
    const cached = await isrGet(isrKey);
    const value = cached?.value.value;
    if (cached && !cached.isStale && value.kind === "APP_PAGE") {
      if (artifact_of(value)) return answer("HIT", artifact_of(value));
    }
    if (cached && cached.isStale && value.kind === "APP_PAGE") {
      const regenerate = async () => {
        const revalCtx = createRequestContext({ executionContext: getRequestExecutionContext() });
        const revalidated = await runWithRequestContext(revalCtx, async () => await render());
        await Promise.all([
          store(html_key(page.path), html_value(revalidated), revalidated.revalidate, page.tags),
          store(rsc_key(page.path), rsc_value(revalidated), revalidated.revalidate, page.tags),
        ]);
      };
      // The dedupe key is the path: html and rsc share one slot.
      triggering(switches, triggerBackgroundRegeneration)(page.path, told(page.path, regenerate));
      if (artifact_of(value)) return answer("STALE", artifact_of(value));
    }
  } catch (isrReadErr) {
    console.error("[vinext] ISR cache read error:", isrReadErr);
  }

  const rendered = await render();
  const cachePromise = (async () => {
    try {
      await host.bodyRead();
      if (!(rendered.revalidate > 0)) return;
      if (isRscRequest) {
        await store(rsc_key(page.path), rsc_value(rendered), rendered.revalidate, page.tags);
      } else {
        const capturedRscDataPromise = Promise.resolve();
        await Promise.all([
          store(html_key(page.path), html_value(rendered), rendered.revalidate, page.tags),
          capturedRscDataPromise.then(() =>
            store(rsc_key(page.path), rsc_value(rendered), rendered.revalidate, page.tags),
          ),
        ]);
      }
    } catch (cacheErr) {
      host.note("regeneration-failed", isrKey);
      console.error("[vinext] ISR cache write error:", cacheErr);
    }
  })();
  getRequestExecutionContext()?.waitUntil(cachePromise);
  return answer("MISS", isRscRequest ? rendered.rscData : rendered.html);
}

export const handle = serving(app_router);
