// A flag in process.env, which is each isolate's own.
import process, { env } from "node:process";

export async function handleRequest() {
  env.SEEN = `${Number(env.SEEN ?? 0) + 1}`;
  return { served: "none", body: [process, globalThis.process].map((it) => it.env.SEEN).join() };
}
