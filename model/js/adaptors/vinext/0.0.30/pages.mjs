// _renderPage of dist/entries/pages-server-entry.js in vinext 0.0.30, from `const cacheKey` on, for
// a page with getStaticProps. That entry has copies of the functions of isr-cache.js: here they are
// imported.
import { told } from "../slots.mjs";
import {
  buildPagesCacheValue,
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

async function pages_router({ page, switches }) {
  const store = storing(switches, isrSet);
  const cacheKey = isrCacheKey("pages", page.path);
  const cached = await isrGet(cacheKey);

  if (cached && !cached.isStale && cached.value.value?.kind === "PAGES") {
    return answer("HIT", cached.value.value.html);
  }

  if (cached && cached.isStale && cached.value.value?.kind === "PAGES") {
    const regenerate = async () => {
      const revalCtx = createRequestContext({ executionContext: getRequestExecutionContext() });
      return runWithRequestContext(revalCtx, async () => {
        const fresh = await render();
        if (fresh.revalidate > 0) {
          await store(cacheKey, buildPagesCacheValue(fresh.html, {}), fresh.revalidate);
        } else {
          host.note("store-skipped", cacheKey);
        }
      });
    };
    triggering(switches, triggerBackgroundRegeneration)(cacheKey, told(cacheKey, regenerate));
    return answer("STALE", cached.value.value.html);
  }

  const result = await render();
  if (result.revalidate > 0) {
    const write = () => store(cacheKey, buildPagesCacheValue(result.html, {}), result.revalidate);
    if (switches.missStoredBehindResponse) {
      const written = host
        .bodyRead()
        .then(write)
        .catch(() => host.note("regeneration-failed", cacheKey));
      getRequestExecutionContext()?.waitUntil(written);
    } else {
      await write();
    }
  }
  return answer("MISS", result.html);
}

export const handle = serving(pages_router);
