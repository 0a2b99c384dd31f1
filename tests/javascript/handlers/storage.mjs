// What AsyncLocalStorage shows after awaits, timers and microtasks, as the body of the answer.
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";

const storage = new AsyncLocalStorage();
const other = new AsyncLocalStorage();
const store = () => storage.getStore() ?? "nothing";

export async function handleRequest() {
  const seen = {};
  let snapshot, bound;
  await storage.run("outer", async () => {
    await null;
    seen.await = store();
    seen.then = await Promise.resolve().then(store);
    seen.microtask = await new Promise((resolve) => queueMicrotask(() => resolve(store())));
    seen.timer = await new Promise((resolve) => setTimeout(() => resolve(store()), 1));
    seen.inner = await storage.run("inner", async () => (await null, store()));
    seen.back = store();
    seen.exit = storage.exit(store);
    seen.both = other.run("other", () => `${store()} ${other.getStore()}`);
    snapshot = AsyncLocalStorage.snapshot();
    bound = AsyncResource.bind(store);
  });
  seen.after = store();
  seen.snapshot = snapshot(store);
  seen.bound = bound();
  try {
    storage.enterWith("entered");
  } catch (error) {
    seen.entered = error.message;
  }
  seen.buffer = Buffer.from("a").toString("base64");
  try {
    readFileSync("a");
  } catch (error) {
    seen.refused = error.message;
  }
  return { served: "none", body: JSON.stringify(seen) };
}
