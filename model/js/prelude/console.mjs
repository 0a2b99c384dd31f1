// console: what is logged goes to the simulator, as one text per call. V8's own console is an
// object whose functions do nothing, so it is replaced and not completed.
import { formatted } from "./shown.mjs";

const logging =
  (level) =>
  (...values) =>
    native.log(level, values.length === 0 ? "" : formatted(...values));
export const error = logging("error");
const [debug, log, info, warn] = ["debug", "log", "info", "warn"].map(logging);
export { log, warn };
const nothing = () => {};
const assert = (holds, ...values) => void (holds || error("Assertion failed:", ...values));

/// An isolate's own: it counts, and programs put functions of theirs in place of its.
export function console_of_isolate() {
  const counts = new Map();
  return {
    debug,
    log,
    info,
    warn,
    error,
    trace: debug,
    dir: log,
    dirxml: log,
    table: log,
    group: log,
    groupCollapsed: log,
    groupEnd: nothing,
    assert,
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      log(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => void counts.delete(label),
    time: nothing,
    timeLog: nothing,
    timeEnd: nothing,
  };
}
