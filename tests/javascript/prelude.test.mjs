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
  [
    "TextDecoder, ASCII behind the half of a character",
    `(() => {
      const decoder = new TextDecoder();
      return decoder.decode(new Uint8Array([226]), { stream: true }) + decoder.decode(new Uint8Array([65]));
    })()`,
    "\ufffdA",
  ],
  ["Headers", `new Headers({ "X-A": "1" }).get("x-a")`, "1"],
  ["Headers of a number", `new Headers({ a: 5 }).get("A")`, "5"],
  ["Headers of pairs", `new Headers(new Map([["b", " 2\\t"], ["a", "1"]])).get("b")`, "2"],
  ["Headers, appended", `(() => { const h = new Headers(); h.append("a", 1); h.append("A", 2); return h.get("a"); })()`, "1, 2"],
  ["Headers in order", `[...new Headers([["b", 1], ["A", 2]])].join(";")`, "a,2;b,1"],
  [
    "Headers, Set-Cookie",
    `(() => {
      const headers = new Headers([["set-cookie", "a=1, 2"], ["Set-Cookie", "b"]]);
      return [headers.getSetCookie().length, ...headers.values()].join("|");
    })()`,
    "2|a=1, 2|b",
  ],
  [
    "Headers, copied",
    `(() => {
      const from = new Headers({ a: 1 });
      const copy = new Headers(from);
      copy.append("a", 2);
      copy.delete("b");
      return from.get("a") + copy.get("a") + copy.has("a") + copy.get("b");
    })()`,
    "11, 2truenull",
  ],
  ["process.env", `process.env.NODE_ENV`, "production"],
  ["Math.random", `Math.random()`, 0.5],
  ["WeakRef", `new WeakRef({ a: 1 }).deref().a`, 1],
  ["Promise is V8's own", `/native code/.test(Promise) && /native code/.test(Map)`, true],
  ["toSorted", `[3, 1, 2].toSorted().join()`, "1,2,3"],
  ["Object.groupBy", `Object.groupBy([1, 2, 3], (n) => n % 2)[1].join()`, "1,3"],
  ["typeof fetch", `typeof fetch`, "function"],
  ["Buffer to base64url", `Buffer.from([255, 239, 190, 1]).toString("base64url")`, "_---AQ"],
  ["Buffer from base64url", `[...Buffer.from("_---AQ", "base64url")].join()`, "255,239,190,1"],
  ["Buffer.byteLength", `Buffer.byteLength("_---AQ", "base64url")`, 4],
  ["Symbol.dispose", `typeof Symbol.dispose + typeof Symbol.asyncDispose`, "symbolsymbol"],
  ["iterators", `[1, 2, 3].values().map((n) => n * 2).drop(1).toArray().join()`, "4,6"],
  ["sets", `[...new Set([1, 2]).symmetricDifference(new Set([2, 3]))].join()`, "1,3"],
  ["Uint8Array.fromBase64", `Uint8Array.fromBase64("AP8Q").join()`, "0,255,16"],
  ["URLPattern", `new URLPattern({ pathname: "/a/:id" }).exec("https://b/a/7").pathname.groups.id`, "7"],
  ["CustomEvent", `new CustomEvent("x", { detail: 1 }).detail`, 1],
  ["MessageEvent", `new MessageEvent("x", { data: 2 }).data`, 2],
  ["performance.mark", `performance.mark("a").name`, "a"],
  ["process.hrtime", `typeof process.hrtime.bigint() + process.hrtime([0, 0])[1]`, "bigint0"],
  ["reportError", `reportError(new Error("x"))`, undefined],
]) {
  test(what, () => assert.equal(evaluate(text), expected));
}

test("a header of a wrong name or value is an error", () => {
  assert.throws(() => evaluate(`new Headers({ "a b": "1" })`), { message: "Invalid header name." });
  assert.throws(() => evaluate(`new Headers({ a: "1\\n2" })`), { message: "Invalid header value." });
  assert.throws(() => evaluate(`new Headers([["a"]])`), { name: "TypeError" });
});

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

for (const [text, name] of [
  [`new TextDecoder("utf-16le")`, 'TextDecoder("utf-16le")'],
  [`crypto.subtle.generateKey("HMAC")`, "crypto.subtle.generateKey"],
  [`process.memoryUsage()`, "process.memoryUsage()"],
]) {
  test(`${name} is refused by name`, () => {
    assert.throws(() => evaluate(text), { message: `stalemate: ${name} is not simulated` });
    assert.equal(simulator.refused.at(-1), `${name} is not simulated`);
  });
}

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
  ["crypto.subtle.encrypt()", "crypto.subtle.encrypt"],
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

const settled = async (text) => plain(await evaluate(`(async () => { ${text} })()`));
const rejection = (text) =>
  settled(`try { await (async () => { ${text} })(); } catch (e) { return [e.name, e.message]; }`);

test("AbortSignal tells why, once, and joins others", async () => {
  const seen = await settled(`
    const controller = new AbortController();
    const joined = AbortSignal.any([controller.signal, AbortSignal.timeout(50)]);
    const seen = [joined.aborted];
    joined.addEventListener("abort", () => seen.push("joined"));
    controller.signal.onabort = () => seen.push("own");
    controller.abort();
    controller.abort("again");
    return [...seen, joined.aborted, joined.reason.name, controller.signal.reason.name];`);
  assert.deepEqual(seen, [false, "joined", "own", true, "AbortError", "AbortError"]);
  assert.deepEqual(
    await rejection(`
      const signal = AbortSignal.timeout(5);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      signal.throwIfAborted();`),
    ["TimeoutError", "The operation was aborted due to timeout"],
  );
  assert.throws(() => evaluate("new AbortSignal()"), { message: "Illegal constructor" });
});

for (const [algorithm, expected] of [
  ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["sha-512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"],
]) {
  test(`crypto.subtle.digest: ${algorithm}`, async () => {
    const hex = await settled(`
      const digest = await crypto.subtle.digest("${algorithm}", new TextEncoder().encode("abc"));
      return new Uint8Array(digest).toHex();`);
    assert.ok(hex.startsWith(expected));
  });
}

test("streams go through transforms, and end", async () => {
  const seen = await settled(`
    const upper = new TransformStream({
      transform: (text, controller) => controller.enqueue(text.toUpperCase()),
    });
    const text = new ReadableStream({
      start(controller) {
        controller.enqueue("a");
        controller.enqueue("é");
        controller.close();
      },
    });
    const parts = [];
    const bytes = text.pipeThrough(upper).pipeThrough(new TextEncoderStream());
    for await (const part of bytes) parts.push(part.byteLength);
    return parts;`);
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(
    await rejection(`
      const { writable, readable } = new FixedLengthStream(2);
      const writer = writable.getWriter();
      new Response(readable).text().catch(() => {});
      await Promise.all([writer.write(new Uint8Array(1)), writer.close()]);`),
    ["TypeError", "FixedLengthStream did not see all expected bytes before close()"],
  );
});

test("a Response gives its body once, and copies of it", async () => {
  const seen = await settled(`
    const response = new Response("é", { status: 201, headers: { "x-a": "b" } });
    const copy = response.clone();
    const [one, other] = copy.body.tee();
    return [
      response.status, response.ok, response.headers.get("x-a"),
      response.headers.get("content-type"), (await response.arrayBuffer()).byteLength,
      response.bodyUsed, await new Response(one).text(), await new Response(other).text(),
      await Response.json({ a: 1 }).json(), new Response(null, { status: 404 }).ok,
      await (await new Response("blob").blob()).slice(1, 3).text(),
    ];`);
  const type = "text/plain;charset=UTF-8";
  assert.deepEqual(seen, [201, true, "b", type, 2, true, "é", "é", { a: 1 }, false, "lo"]);
  const [name, message] = await rejection(`
    const response = new Response("a");
    await response.text();
    await response.text();`);
  assert.equal(name, "TypeError");
  assert.match(message, /^Body has already been used/);
  assert.equal((await rejection(`new Response("a", { status: 204 })`))[0], "TypeError");
  assert.equal((await rejection(`new Response("a", { status: 1 })`))[0], "RangeError");
});

test("a Request keeps what it is made of", async () => {
  const seen = await settled(`
    const request = new Request("https://example.org/a", { method: "post", body: "b" });
    const copy = request.clone();
    const other = new Request(request, { headers: { "x-a": "c" } });
    return [request.method, other.url, other.headers.get("x-a"), await other.text(), await copy.text(), request.bodyUsed];`);
  assert.deepEqual(seen, ["POST", "https://example.org/a", "c", "b", "b", true]);
  const [name] = await rejection(`new Request("https://example.org", { body: "a" })`);
  assert.equal(name, "TypeError");
});

test("bodies and Blobs are read into buffers of the reader's own", async () => {
  const sources = [
    `new Response("abcde").body`,
    `new Response(new Uint8Array([97, 98, 99, 100, 101])).body`,
    `new Response(new Blob(["abcde"])).body`,
    `new Blob(["abcde"]).stream()`,
    `new Response("abcde").clone().body`,
    `new Response("abcde").body.tee()[1]`,
    `new ReadableStream({ type: "bytes", start(ends) {
      for (const text of ["ab", "cd", "e"]) ends.enqueue(new TextEncoder().encode(text));
      ends.close(); } })`,
  ];
  for (const source of sources) {
    const seen = await settled(`
      const reader = (${source}).getReader({ mode: "byob" });
      const own = new Uint8Array(3);
      const first = await reader.readAtLeast(3, own);
      const second = await reader.read(new Uint8Array(3), { min: 2 });
      const end = await reader.read(new Uint8Array(3));
      const text = (bytes) => new TextDecoder().decode(bytes);
      return [reader instanceof ReadableStreamBYOBReader, own.byteLength, text(first.value),
        first.done, text(second.value), end.done, end.value.byteLength];`);
    assert.deepEqual(seen, [true, 0, "abc", false, "de", true, 0], source);
  }
});

test("who reads a stream takes nothing away from whom it came of", async () => {
  const seen = await settled(`
    const blob = new Blob(["ab"]);
    const bytes = new Uint8Array([97]);
    const text = async (body) => new Response(body).text();
    const of_blob = [await text(new Response(blob).body), await text(blob.stream())];
    return [...of_blob, await blob.text(), await text(new Response(bytes).body), bytes.byteLength];`);
  assert.deepEqual(seen, ["ab", "ab", "ab", "a", 1]);
});

test("streams of anything but bytes are read as they are", async () => {
  const stream = `new ReadableStream({ start(ends) { ends.enqueue("a"); ends.close(); } })`;
  assert.equal((await rejection(`${stream}.getReader({ mode: "byob" })`))[0], "TypeError");
  assert.equal((await rejection(`await new Response("ab").body.getReader({ mode: "byob" })
    .readAtLeast(3, new Uint8Array(2))`))[0], "RangeError");
});

test("a body that was read from is no body any more", async () => {
  const disturbed = /disturbed/;
  const used = `const response = new Response("a"); await response.text();`;
  assert.match((await rejection(`${used} new Response(response.body);`))[1], disturbed);
  const begun = `const response = new Response("ab");
    const reader = response.body.getReader(); await reader.read(); reader.releaseLock();`;
  assert.match((await rejection(`${begun} await response.text();`))[1], /already been used/);
  assert.equal(await settled(`${begun} return response.bodyUsed;`), true);
  assert.match(
    (await rejection(`
      const request = new Request("https://a", { method: "POST", body: "b" });
      await request.text();
      new Request(request);`))[1],
    /used body/,
  );
  assert.match(
    (await rejection(`await new Response(new ReadableStream({
      start(ends) { ends.enqueue("text"); ends.close(); },
    })).text()`))[1],
    /did not return bytes/,
  );
});

test("a response of 304 may be given no bytes, and a status a text", async () => {
  assert.deepEqual(await settled(`return [new Response("", { status: 304 }).body, new Response("", { status: "201" }).status, new Response("a", null).status];`), [null, 201, 200]);
  assert.equal(await settled(`const blob = new Blob(["a"]); (await blob.bytes())[0] = 0; return blob.text();`), "a");
  assert.equal(await settled(`const blob = new Blob(["a"]); (await new Response(blob).bytes())[0] = 0; return blob.text();`), "a");
});

test("what the platform gives has its names", () => {
  assert.equal(
    evaluate(`[Response, Request, Headers, Blob, File, TextDecoder, AbortController, ReadableStream, Buffer, URL]
      .map(({ name }) => name).join()`),
    "Response,Request,Headers,Blob,File,TextDecoder,AbortController,ReadableStream,Buffer,URL",
  );
  assert.equal(evaluate(`String(new Response()) + String(new AbortController().signal)`), "[object Response][object AbortSignal]");
});

test("Node's Buffer equals any Uint8Array", () => {
  assert.equal(evaluate(`Buffer.from("a").equals(new Uint8Array([97]))`), true);
});
