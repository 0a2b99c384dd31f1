// What a handler may import from cloudflare:workers.
import { DurableObject, WorkerEntrypoint, env, waitUntil, withEnv } from "cloudflare:workers";

class Entry extends WorkerEntrypoint {}

export async function handleRequest() {
  await env.MY_CACHE.put("a", "stored");
  waitUntil(Promise.resolve());
  let refused = "";
  try {
    withEnv({}, () => undefined);
  } catch (error) {
    refused = error.message;
  }
  const seen = {
    stored: await env.SITE_KV.get("a"),
    other: typeof env.SECRET,
    bound: "MY_CACHE" in env,
    entry: new Entry(1, 2).env,
    object: typeof DurableObject,
    refused,
  };
  return { served: "MISS", body: JSON.stringify(seen) };
}
