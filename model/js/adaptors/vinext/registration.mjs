// The two switches of a scenario: whether the put of an entry, and whether a regeneration, finds an
// execution context to register with. Off means that the package's code looks for one and sees
// none; nothing of the package is replaced.
import {
  getRequestExecutionContext,
  runWithExecutionContext,
} from "vinext/dist/shims/request-context.js";

const unseen = (call) => runWithExecutionContext(null, call);

/// A revalidate time of 0 makes the handler store nothing, from 0.0.30 on.
const told_if_skipped = (key, policy) => {
  if ((policy?.cacheControl?.revalidate ?? policy) === 0) host.note("store-skipped", key);
};

export const storing =
  (switches, isrSet) =>
  (key, data, policy, ...given) => {
    told_if_skipped(key, policy);
    const store = () => isrSet(key, data, policy, ...given);
    return switches.putRegistered ? store() : unseen(store);
  };

export const triggering = (switches, trigger) => {
  if (switches.regenerationRegistered) return trigger;
  return (key, regenerate, ...given) => {
    const context = getRequestExecutionContext();
    const seeing = () => runWithExecutionContext(context, regenerate);
    unseen(() => trigger(key, seeing, ...given));
  };
};
