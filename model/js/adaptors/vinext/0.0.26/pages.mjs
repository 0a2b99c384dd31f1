// renderPage of dist/entries/pages-server-entry.js in vinext 0.0.26, from `const cacheKey` on, for
// a page with getStaticProps. That entry has copies of the functions of isr-cache.js: here they are
// imported.
import { buildPagesCacheValue, isrCacheKey, isrGet, isrSet } from "vinext/dist/server/isr-cache.js";
import { answer, ctx, render } from "../../isolate.mjs";
import { serving } from "./serve.mjs";
import { trigger } from "./told.mjs";

async function pages_router({ page, switches, contextVisible }) {
  const cacheKey = isrCacheKey("pages", page.path);
  const cached = await isrGet(cacheKey);

  if (cached && !cached.isStale && cached.value.value?.kind === "PAGES") {
    return answer("HIT", cached.value.value.html);
  }

  if (cached && cached.isStale && cached.value.value?.kind === "PAGES") {
    trigger(cacheKey, async () => {
      const fresh = await render();
      if (fresh.revalidate > 0) {
        // Only the props are fresh: the package stores the html that was there.
        const value = buildPagesCacheValue(cached.value.value.html, {
          generation: fresh.generation,
        });
        await isrSet(cacheKey, value, fresh.revalidate);
      } else {
        host.note("store-skipped", cacheKey);
      }
    });
    return answer("STALE", cached.value.value.html);
  }

  const result = await render();
  if (result.revalidate > 0) {
    const write = () => isrSet(cacheKey, buildPagesCacheValue(result.html, {}), result.revalidate);
    if (switches.missStoredBehindResponse) {
      const written = host
        .bodyRead()
        .then(write)
        .catch(() => host.note("regeneration-failed", cacheKey));
      if (contextVisible) ctx.waitUntil(written);
    } else {
      await write();
    }
  }
  return answer("MISS", result.html);
}

export const handle = serving(pages_router);
