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

hrtime.bigint = nanoseconds;
const cwd = () => "/";
const nextTick = (callback, ...values) => queueMicrotask(() => callback(...values));
const uptime = refusing("uptime");
const memoryUsage = refusing("memoryUsage");

/// An isolate's own: programs keep flags in `env`.
export const process_of_isolate = () => ({
  env: { NODE_ENV: "production" },
  versions: {},
  platform: "linux",
  cwd,
  nextTick,
  hrtime,
  uptime,
  memoryUsage,
});
