// cloudflare:workers, as far as a cache handler uses it: the bindings, and waitUntil of the request
// that is running (developers.cloudflare.com/workers/runtime-apis/bindings/#importing-env-as-a-global,
// .../runtime-apis/context/#waituntil).
import { ctx, kv } from "./isolate.mjs";

/// The one KV namespace, by whatever name a worker gives to its cache; nothing else is bound.
const is_cache = (name) => typeof name === "string" && /KV|CACHE/i.test(name);
export const env = new Proxy(
  {},
  { get: (_, name) => (is_cache(name) ? kv : undefined), has: (_, name) => is_cache(name) },
);

export const waitUntil = (promise) => ctx.waitUntil(promise);

class Entrypoint {
  constructor(ctx, env) {
    this.ctx = ctx;
    this.env = env;
  }
}
export class WorkerEntrypoint extends Entrypoint {}
export class DurableObject extends Entrypoint {}
export class RpcTarget {}
