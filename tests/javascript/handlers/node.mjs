// Node's modules as packages use them, as the body of the answer.
import EventEmitter, { once } from "node:events";
import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep, setInterval as every } from "node:timers/promises";
import { clearTimeout, setTimeout } from "node:timers";
import util, { promisify } from "node:util";

const Old = require("events");

function Older() {
  Old.call(this);
}
util.inherits(Older, Old);

class Newer extends EventEmitter {}

async function of_events() {
  const said = [];
  const newer = new Newer();
  newer.once("a", (...values) => said.push("once", ...values));
  newer.on("a", (value) => said.push(value));
  const next = once(newer, "a");
  newer.emit("a", 1, 2);
  const seen = [newer.emit("a", 3), newer.emit("b"), newer.listenerCount("a"), await next];
  const older = new Older();
  older.addListener("x", () => said.push("older"));
  older.emit("x");
  try {
    older.emit("error", new Error("nobody listens"));
  } catch ({ message }) {
    said.push(message);
  }
  return [...said, ...seen].join();
}

async function of_timers() {
  const said = [await sleep(1, "slept")];
  const cleared = setTimeout(() => said.push("cleared"), 1);
  clearTimeout(cleared);
  for await (const tick of every(1, "tick")) if (said.push(tick) === 3) break;
  const { name, code } = await sleep(1, 0, { signal: AbortSignal.abort() }).catch((error) => error);
  return [...said, name, code].join();
}

async function refused() {
  try {
    util.isDeepStrictEqual();
  } catch ({ message }) {
    return message;
  }
}

export async function handleRequest() {
  const back = promisify((value, done) => done(null, value));
  const body = {
    events: await of_events(),
    timers: await of_timers(),
    hmac: createHmac("sha256", "key").update("text").digest("hex").slice(0, 8),
    hash: hash("md5", "a"),
    equal: timingSafeEqual(Buffer.from("ab"), Buffer.from("ab")),
    back: await back(5),
    shown: util.format("%s %d %j", "a", "2", { b: 1 }, new Map([[1, 2]])),
    refused: await refused(),
    process: [process.version[0], process.argv.length, process.on("exit", () => {}) === process].join(),
  };
  return { served: "none", body: JSON.stringify(body) };
}
