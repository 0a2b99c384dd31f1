// process, as far as it depends neither on a machine nor on real time.
import { log, warn } from "./console.mjs";
import { EventEmitter } from "./node_events.mjs";
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

const stream = (write) => ({ isTTY: false, write: (text) => (write(String(text)), true) });
const emitWarning = (warning) => warn(warning instanceof Error ? warning : `Warning: ${warning}`);

/// What github.com/cloudflare/workerd says of itself (src/node/internal/public_process.ts). Nothing
/// is ever emitted.
const version = "v22.19.0";
const shared = {
  __proto__: EventEmitter.prototype,
  version,
  versions: { node: version.slice(1) },
  title: "workerd",
  argv: ["workerd"],
  argv0: "workerd",
  execArgv: [],
  arch: "x64",
  platform: "linux",
  pid: 1,
  ppid: 0,
  features: {},
  stdout: stream(log),
  stderr: stream(warn),
  cwd,
  emitWarning,
  nextTick,
  hrtime,
  uptime,
  memoryUsage,
};

/// An isolate's own: programs keep flags in `env`.
export const process_of_isolate = () => ({ __proto__: shared, env: { NODE_ENV: "production" } });
