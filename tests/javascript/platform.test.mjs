// What Workers have beside the standards' first pages: keys, timers as objects, the isolate's own
// listeners, and Node's modules that packages are made of.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { bundle, handlers } from "./bundles.mjs";
import { Simulator, request } from "./simulator.mjs";

const simulator = new Simulator(bundle("npm:vinext@0.0.30", "pages"));
simulator.isolate();
const evaluate = (text) => simulator.evaluate(text);
const settled = async (body) => JSON.parse(JSON.stringify(await evaluate(`(async () => { ${body} })()`)));
const rejection = async (body) => {
  const error = await evaluate(`(async () => { ${body} })()`).then(
    () => null,
    (reason) => reason,
  );
  return [error?.name, error?.message];
};

const hmac = (hash) => `
  const bytes = (text) => new TextEncoder().encode(text);
  const usages = ["sign", "verify"];
  const key = await crypto.subtle.importKey("raw", bytes("key"), { name: "HMAC", hash: "${hash}" }, false, usages);`;

test("what is signed with a key is verified with it", async () => {
  for (const [hash, of_node] of [
    ["SHA-1", "sha1"],
    ["SHA-256", "sha256"],
    ["SHA-512", "sha512"],
  ]) {
    const seen = await settled(`${hmac(hash)}
      const signature = await crypto.subtle.sign("HMAC", key, bytes("text"));
      const verified = (text) => crypto.subtle.verify({ name: "hmac" }, key, signature, bytes(text));
      return [new Uint8Array(signature).toHex(), await verified("text"), await verified("other"),
        key instanceof CryptoKey, key.type, key.extractable, key.algorithm.hash.name];`);
    const expected = createHmac(of_node, "key").update("text").digest("hex");
    assert.deepEqual(seen, [expected, true, false, true, "secret", false, hash]);
  }
});

test("keys of other algorithms are refused by name, and a usage that a key has not", async () => {
  const aes = await rejection(`await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", false, []);`);
  assert.equal(aes[1], 'stalemate: crypto.subtle.importKey("raw", AES-GCM) is not simulated');
  const [name] = await rejection(`const key = await crypto.subtle.importKey("raw", new Uint8Array(4),
    { name: "HMAC", hash: { name: "SHA-256" } }, false, ["verify"]);
    await crypto.subtle.sign("HMAC", key, new Uint8Array(1));`);
  assert.equal(name, "InvalidAccessError");
  assert.equal((await rejection("new CryptoKey()"))[0], "TypeError");
});

test("bytes are compared, and hashed as they come", async () => {
  const seen = await settled(`
    const same = (a, b) => crypto.subtle.timingSafeEqual(new Uint8Array(a), new Uint8Array(b));
    const stream = new crypto.DigestStream("SHA-256");
    const writer = stream.getWriter();
    await writer.write(new TextEncoder().encode("ab"));
    await writer.write("c");
    await writer.close();
    const digest = new Uint8Array(await stream.digest).toHex();
    return [same([1, 2], [1, 2]), same([1, 2], [1, 3]), digest.slice(0, 8), String(stream.bytesWritten)];`);
  assert.deepEqual(seen, [true, false, "ba7816bf", "3"]);
  assert.equal((await rejection(`crypto.subtle.timingSafeEqual(new Uint8Array(1), new Uint8Array(2))`))[0], "TypeError");
});

test("a timer is an object, and may be cleared by its number", async () => {
  const seen = await settled(`
    const went_off = [];
    const timer = setTimeout(() => went_off.push("object"), 1);
    const number = setTimeout(() => went_off.push("number"), 1);
    const closed = setInterval(() => went_off.push("closed"), 1).close();
    const kept = setTimeout((value) => went_off.push(value), 1, "kept").unref();
    clearTimeout(timer);
    clearTimeout(+number);
    clearTimeout({});
    await new Promise((done) => setTimeout(done, 20));
    const seen = [kept.hasRef(), kept.ref().hasRef(), typeof closed, went_off.join()];
    kept.refresh();
    await scheduler.wait(20);
    return [...seen, went_off.join()];`);
  assert.deepEqual(seen, [false, true, "object", "kept", "kept,kept"]);
});

test("listeners are the isolate's, and events have what they are made with", () => {
  const seen = evaluate(`(() => {
    const said = [];
    const listener = ({ message }) => said.push(message);
    addEventListener("error", listener);
    dispatchEvent(new ErrorEvent("error", { message: "one" }));
    removeEventListener("error", listener);
    dispatchEvent(new ErrorEvent("error", { message: "two" }));
    return [said.join(), new CloseEvent("close", { code: 1001 }).code, new CloseEvent("close").reason,
      PromiseRejectionEvent.name, Cloudflare.compatibilityFlags.nodejs_compat, globalThis instanceof ServiceWorkerGlobalScope].join("|");
  })()`);
  assert.equal(seen, "one|1001||PromiseRejectionEvent|true|false");
});

test("what newer engines have is there", async () => {
  const seen = await settled(`
    const said = [];
    const stack = new DisposableStack();
    stack.use({ [Symbol.dispose]: () => said.push("used") });
    stack.defer(() => said.push("deferred"));
    stack.dispose();
    await new AsyncDisposableStack().disposeAsync();
    const { error, suppressed } = new SuppressedError(1, 2);
    return [said.join(), error, suppressed, Math.f16round(1.337), Iterator.concat([1], [2]).toArray().length];`);
  assert.deepEqual(seen, ["deferred,used", 1, 2, 1.3369140625, 2]);
});

test("the console shows what JSON has no words for", () => {
  const said = (values) => {
    evaluate(`console.log(${values})`);
    return simulator.logged.at(-1);
  };
  assert.equal(said(`"%s is %d%% of %o", "a", 5, { b: 1 }, "more"`), `log: a is 5% of {"b":1} more`);
  assert.equal(said(`new Map([["a", 1n]]), new Set([1])`), `log: {"Map(1)":[["a","1n"]]} {"Set(1)":[1]}`);
  assert.equal(said(`{ error: new TypeError("no") }`), `log: {"error":"TypeError: no"}`);
  const error = said(`new AggregateError([new Error("one"), "two"], "all", { cause: new Error("why") })`);
  assert.match(error, /^log: AggregateError: all\n[^]*; because of Error: why\n[^]*; because of Error: one\n[^]*; because of two$/);
  assert.match(said(`(() => { const e = new Error("own"); e.cause = e; return e; })()`), /^log: Error: own/);
});

test("packages find the modules of Node that they are made of", async () => {
  const own = new Simulator(bundle(`${handlers}/node.mjs`, "pages"));
  const { body } = await own.isolate().handle(request());
  assert.deepEqual(JSON.parse(body), {
    events: "once,1,2,1,3,older,nobody listens,true,false,1,1,2",
    timers: "slept,tick,tick,AbortError,ABORT_ERR",
    hmac: createHmac("sha256", "key").update("text").digest("hex").slice(0, 8),
    hash: "0cc175b9c0f1b6a831c399e269772661",
    equal: true,
    back: 5,
    shown: `a 2 {"b":1} {"Map(1)":[[1,2]]}`,
    refused: "stalemate: node:util isDeepStrictEqual is not simulated",
    process: "v,1,true",
  });
});
