// A server action that invalidates the page's tags, in vinext 1.4.0: revalidateTag() queues its
// work for the request, and what is queued is awaited before the action's response is final
// (dist/server/app-server-action-execution.js).
import { _drainPendingRevalidations, revalidateTag } from "vinext/dist/shims/cache.js";
import { answer } from "../../isolate.mjs";

export async function revalidate_tags({ page }) {
  for (const tag of page.tags) revalidateTag(tag, { expire: 0 });
  await _drainPendingRevalidations();
  return answer("none", "");
}
