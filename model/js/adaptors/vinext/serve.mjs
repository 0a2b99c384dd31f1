// The worker entry of vinext (0.0.30 to 0.0.55: dist/deploy.js and dist/entries) and the scopes
// that the generated entries open for a request.
import { getCacheHandler, setCacheHandler } from "vinext/dist/shims/cache.js";
import {
  getRequestExecutionContext,
  runWithExecutionContext,
} from "vinext/dist/shims/request-context.js";
import {
  createRequestContext,
  runWithRequestContext,
} from "vinext/dist/shims/unified-request-context.js";
import { answer, ctx } from "../isolate.mjs";
import { cache_handler } from "./handler.mjs";

/// What a server action does that invalidates the page's tags.
async function revalidate_tags(request) {
  await getCacheHandler().revalidateTag(request.page.tags);
  return answer("none", "");
}

export const serving =
  (router, revalidating = revalidate_tags) =>
  (request) => {
    setCacheHandler(cache_handler(request.switches, getRequestExecutionContext));
    const scoped = () =>
      runWithRequestContext(
        createRequestContext({ executionContext: getRequestExecutionContext() }),
        () => (request.kind === "revalidate-tag" ? revalidating(request) : router(request)),
      );
    return request.contextVisible ? runWithExecutionContext(ctx, scoped) : scoped();
  };
