// What becomes of a regeneration in vinext 0.0.26, whose dedupe map belongs to the module alone:
// the same reactions as the package's, attached before it attaches its own.
import { triggerBackgroundRegeneration } from "vinext/dist/server/isr-cache.js";

export function trigger(key, regenerate) {
  let started = false;
  triggerBackgroundRegeneration(key, () => {
    started = true;
    host.note("regeneration-started", key);
    const regeneration = regenerate();
    regeneration
      .catch(() => host.note("regeneration-failed", key))
      .finally(() => host.note("regeneration-slot-freed", key));
    return regeneration;
  });
  if (!started) host.note("regeneration-deduplicated", key);
}
