// console: what is logged goes to the simulator, as one text per call. V8's own console is an
// object whose functions do nothing, so it is replaced and not completed.

function described(value) {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? String(value);
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return Object.prototype.toString.call(value); // refers to itself, or holds a bigint
  }
}

const logging =
  (level) =>
  (...values) =>
    native.log(level, values.map(described).join(" "));
const counts = new Map();

export const console = {
  debug: logging("debug"),
  log: logging("log"),
  info: logging("info"),
  warn: logging("warn"),
  error: logging("error"),
  trace: logging("debug"),
  dir: logging("log"),
  dirxml: logging("log"),
  table: logging("log"),
  group: logging("log"),
  groupCollapsed: logging("log"),
  groupEnd() {},
  assert(holds, ...values) {
    if (!holds) console.error("Assertion failed:", ...values);
  },
  count(label = "default") {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    console.log(`${label}: ${counts.get(label)}`);
  },
  countReset: (label = "default") => void counts.delete(label),
  time() {},
  timeLog() {},
  timeEnd() {},
};
