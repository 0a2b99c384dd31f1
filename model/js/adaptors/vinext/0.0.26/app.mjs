// vinext 0.0.26 caches no pages of the App Router in its entries: dist/entries/app-rsc-entry.js
// says "Production ISR is handled by prod-server.ts and the Cloudflare worker entry", where nothing
// is cached either. What stands here is the flow of 0.0.30 round the handler and the isr-cache of
// 0.0.26: what its users had who wrote that entry themselves.
import {
  buildAppPageCacheValue,
  isrCacheKey,
  isrGet,
  isrSet,
} from "vinext/dist/server/isr-cache.js";
import { answer, ctx, render } from "../../isolate.mjs";
import { serving } from "./serve.mjs";
import { trigger } from "./told.mjs";

const html_key = (path) => `${isrCacheKey("app", path)}:html`;
const rsc_key = (path) => `${isrCacheKey("app", path)}:rsc`;
const store_html = (page, rendered) =>
  isrSet(
    html_key(page.path),
    buildAppPageCacheValue(rendered.html, undefined, 200),
    rendered.revalidate,
    page.tags,
  );
const store_rsc = (page, rendered) =>
  isrSet(
    rsc_key(page.path),
    buildAppPageCacheValue("", rendered.rscData, 200),
    rendered.revalidate,
    page.tags,
  );

async function store_behind_response(page, rendered, isRscRequest) {
  try {
    await host.bodyRead();
    if (!(rendered.revalidate > 0)) return;
    if (isRscRequest) {
      await store_rsc(page, rendered);
    } else {
      const captured = Promise.resolve(rendered);
      await Promise.all([
        store_html(page, rendered),
        captured.then((data) => store_rsc(page, data)),
      ]);
    }
  } catch (error) {
    host.note("regeneration-failed", page.path);
    console.error("[vinext] ISR cache write error:", error);
  }
}

async function app_router({ page, artifact, contextVisible }) {
  const isRscRequest = artifact === "rsc";
  const artifact_of = (value) => (isRscRequest ? value.rscData : value.html);
  try {
    const cached = await isrGet(isRscRequest ? rsc_key(page.path) : html_key(page.path));
    const stored = cached?.value.value;
    if (stored?.kind === "APP_PAGE") {
      if (cached.isStale) {
        trigger(page.path, async () => {
          const rendered = await render();
          await Promise.all([store_html(page, rendered), store_rsc(page, rendered)]);
        });
      }
      const body = artifact_of(stored);
      if (body) return answer(cached.isStale ? "STALE" : "HIT", body);
    }
  } catch (error) {
    console.error("[vinext] ISR cache read error:", error);
  }

  const rendered = await render();
  const cachePromise = store_behind_response(page, rendered, isRscRequest);
  if (contextVisible) ctx.waitUntil(cachePromise);
  return answer("MISS", artifact_of(rendered));
}

export const handle = serving(app_router);
