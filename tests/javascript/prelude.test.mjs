// The global object that a handler finds, in a realm that has nothing but the language.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle } from "./bundles.mjs";
import { Simulator } from "./simulator.mjs";

const simulator = new Simulator(bundle("npm:vinext@0.0.30", "pages"));
const evaluate = (text) => simulator.evaluate(text);
const plain = (value) => JSON.parse(JSON.stringify(value));

for (const [what, text, expected] of [
  ["URL", `new URL("../b?c=d#e", "https://example.org/a/x").href`, "https://example.org/b?c=d#e"],
  ["URLSearchParams", `new URLSearchParams("a=1&b=2&a=3").getAll("a").join()`, "1,3"],
  ["atob", `atob("U3RhbGU=")`, "Stale"],
  ["btoa", `btoa("Stale")`, "U3RhbGU="],
  [
    "Buffer to base64",
    `Buffer.from(new Uint8Array([0, 255, 16]).buffer).toString("base64")`,
    "AP8Q",
  ],
  ["Buffer from base64", `[...Buffer.from("AP8Q", "base64")].join()`, "0,255,16"],
  ["TextEncoder", `[...new TextEncoder().encode("é€")].join()`, "195,169,226,130,172"],
  ["TextDecoder", `new TextDecoder().decode(new Uint8Array([195, 169, 226, 130, 172]))`, "é€"],
  [
    "TextDecoder, in two parts",
    `(() => {
      const decoder = new TextDecoder();
      const first = decoder.decode(new Uint8Array([226, 130]), { stream: true });
      return first + decoder.decode(new Uint8Array([172])) + decoder.decode();
    })()`,
    "€",
  ],
  ["Headers", `new Headers({ "X-A": "1" }).get("x-a")`, "1"],
  ["process.env", `process.env.NODE_ENV`, "production"],
  ["Math.random", `Math.random()`, 0.5],
  ["typeof fetch", `typeof fetch`, "function"],
  ["self", `self === globalThis`, true],
]) {
  test(what, () => assert.equal(evaluate(text), expected));
}

test("structuredClone keeps maps and cycles apart from their source", () => {
  const cloned = evaluate(`(() => {
    const source = { map: new Map([["a", { b: 1 }]]), date: new Date(5) };
    source.self = source;
    const clone = structuredClone(source);
    source.map.get("a").b = 2;
    return [clone.map.get("a").b, clone.self === clone, clone !== source, clone.date.getTime()];
  })()`);
  assert.deepEqual(plain(cloned), [1, true, true, 5]);
});

test("crypto draws from the gate", () => {
  const uuid = evaluate("crypto.randomUUID()");
  assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(uuid, evaluate("crypto.randomUUID()"));
  const [length, zeros] = evaluate(
    `(() => {
      const bytes = crypto.getRandomValues(new Uint8Array(7));
      return [bytes.length, bytes.filter((byte) => byte === 0).length];
    })()`,
  );
  assert.equal(length, 7);
  assert.ok(zeros < 7);
});

for (const [text, name] of [
  [`fetch("/")`, "fetch"],
  ["new WebSocket('ws://a')", "WebSocket"],
  ["caches.default", "caches.default"],
  ["new (class extends Worker {})", "Worker"],
  ["Atomics.wait()", "Atomics.wait"],
  ["WebAssembly.compile()", "WebAssembly.compile"],
  ["crypto.subtle.digest()", "crypto.subtle.digest"],
]) {
  test(`${name} is refused by name`, () => {
    assert.throws(() => evaluate(text), { message: `stalemate: ${name} is not simulated` });
  });
}

test("console says its level and text", () => {
  evaluate(`console.warn("a", 1, { b: [2] }, null)`);
  assert.equal(simulator.logged.at(-1), 'warn: a 1 {"b":[2]} null');
});

test("timers run with the asynchronous context of who set them, and can be cleared", async () => {
  const seen = await evaluate(`new Promise((resolve) => {
    const seen = [];
    const cleared = setTimeout(() => seen.push("cleared"), 1);
    clearTimeout(cleared);
    setTimeout((value) => seen.push(value), 2, "timeout");
    let turns = 0;
    const interval = setInterval(() => {
      seen.push("interval");
      if (++turns < 2) return;
      clearInterval(interval);
      setTimeout(() => resolve(seen), 20);
    }, 5);
    queueMicrotask(() => seen.push("microtask"));
    seen.push("now");
  })`);
  assert.deepEqual(plain(seen), ["now", "microtask", "timeout", "interval", "interval"]);
});
