// vinext 0.0.55 with the fix that no version has yet: a dedupe slot counts for a minute only, and
// the regeneration alone that took it frees it.
import { getRequestExecutionContext } from "../shims/request-context.js";

export { isrGet, isrSet } from "../../../node_modules/vinext-0.0.55/dist/server/isr-cache.js";

const LEASE_MS = 60_000;
const pending = new Map();

export function triggerBackgroundRegeneration(key, renderFn) {
  const taken = pending.get(key);
  if (taken && Date.now() < taken.until) return;
  const slot = { until: Date.now() + LEASE_MS };
  pending.set(key, slot);
  const promise = renderFn()
    .catch((error) => console.error(`regeneration of ${key} failed:`, error))
    .finally(() => {
      if (pending.get(key) === slot) pending.delete(key);
    });
  getRequestExecutionContext()?.waitUntil(promise);
}
