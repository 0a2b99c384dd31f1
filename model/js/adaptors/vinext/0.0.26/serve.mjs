// The worker entry of vinext 0.0.26. There is no execution context in sight anywhere: the package
// has no request-context, and registers nothing.
import { getCacheHandler, setCacheHandler } from "vinext/dist/shims/cache.js";
import { answer } from "../../isolate.mjs";
import { cache_handler } from "../handler.mjs";

async function revalidate_tags(request) {
  await getCacheHandler().revalidateTag(request.page.tags);
  return answer("none", "");
}

export const serving = (router) => async (request) => {
  setCacheHandler(cache_handler(request.switches, () => null));
  return request.kind === "revalidate-tag" ? revalidate_tags(request) : router(request);
};
