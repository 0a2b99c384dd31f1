// What is made once per isolate and seen by every adaptor: the KV binding, the execution context,
// and what a page is made of. `host` is the simulator's, a parameter of the function that
// bundle.mjs wraps around the bundle.
import { native } from "./native.mjs";
import { text_of_rendering } from "./rendering.mjs";

export const kv = new native.KVNamespace(host);

/// The ExecutionContext of every request: the simulator knows which one is running, and registers
/// with that one, as workerd does.
export const ctx = {
  waitUntil(promise) {
    if (this !== ctx) {
      throw new TypeError("Illegal invocation: function called with incorrect `this` reference.");
    }
    host.waitUntil(promise);
  },
  passThroughOnException() {},
};

/// Awaits the origin. Both artifacts of a page hold the token of its generation.
export async function render() {
  const { generation, revalidate, readsSearchParams } = await host.render();
  const html = html_of(generation);
  return { generation, revalidate, readsSearchParams, html, rscData: rsc_of(generation) };
}

export const html_of = (generation) => `<html><body>${generation}</body></html>`;
export const rsc_of = (generation) => new TextEncoder().encode(`1:"${generation}"\n`).buffer;
export const text_of = (body) => (typeof body === "string" ? body : new TextDecoder().decode(body));

/// A Response of the package's, with the header that it sets.
export async function answered(response) {
  const served = response.headers.get("x-vinext-cache");
  // What is served is known before the client has read it.
  const content = native.content_of_body(response);
  const rendered = content?.[text_of_rendering];
  if (rendered !== undefined) return answer(served, await rendered);
  return answer(served, await response.text());
}

export const answer = (served, body) => ({ served, body: text_of(body) });
