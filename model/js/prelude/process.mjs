// process, as far as it depends neither on a machine nor on real time.
import { refusal } from "./refused.mjs";
import { queueMicrotask } from "./timers.mjs";

const refusing = (name) => () => {
  throw refusal(`process.${name}()`);
};
const nanoseconds = () => BigInt(native.nowMs()) * 1_000_000n;

/// Of virtual time. @param since what an earlier call gave
function hrtime(since) {
  const [seconds, rest] = since ?? [0, 0];
  const passed = nanoseconds() - (BigInt(seconds) * 1_000_000_000n + BigInt(rest));
  return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
}

export const process = {
  env: { NODE_ENV: "production" },
  versions: {},
  platform: "linux",
  cwd: () => "/",
  nextTick: (callback, ...values) => queueMicrotask(() => callback(...values)),
  hrtime: Object.assign(hrtime, { bigint: nanoseconds }),
  uptime: refusing("uptime"),
  memoryUsage: refusing("memoryUsage"),
};
