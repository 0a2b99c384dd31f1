// setCacheHandler(new KVCacheHandler(env.VINEXT_CACHE)), as the worker entry that `vinext deploy`
// writes has it: in each request, or, as the newest versions do, once per isolate.
import { KVCacheHandler } from "stalemate:handler";
import { kv } from "../isolate.mjs";

let handler;

/// `options.ctx` stays away as in that entry: the handler looks for the request's own.
export function cache_handler(switches, getContext) {
  if (switches.handlerPerRequest || !handler) handler = new KVCacheHandler(kv, { getContext });
  return handler;
}
