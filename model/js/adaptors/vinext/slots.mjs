// Tells the simulator what becomes of the slots of triggerBackgroundRegeneration. The package keeps
// them in a map that it looks for on the isolate's global object before it makes one: here it finds
// one that tells. Import this before the package.
const slots = new Map();
slots.has = (key) => {
  const taken = Map.prototype.has.call(slots, key);
  if (taken) host.note("regeneration-deduplicated", key);
  return taken;
};
slots.delete = (key) => {
  host.note("regeneration-slot-freed", key);
  return Map.prototype.delete.call(slots, key);
};
globalThis[Symbol.for("vinext.isrCache.pendingRegenerations")] = slots;

/// The render function of a regeneration, told when it starts and if it fails. What the package
/// gets is the very promise of `regenerate`.
export const told = (key, regenerate) => () => {
  host.note("regeneration-started", key);
  const regeneration = regenerate();
  regeneration.catch(() => host.note("regeneration-failed", key));
  return regeneration;
};

/// The writes of one MISS, of which a failure is told once: the package does no more than log it.
export function telling_failure(key, isrSet) {
  let failed = false;
  const tell = () => {
    if (!failed) host.note("regeneration-failed", key);
    failed = true;
  };
  return (...given) => {
    const stored = isrSet(...given);
    stored.catch(tell);
    return stored;
  };
}
