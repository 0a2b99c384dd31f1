// What the standards say of wrong arguments and of rare input, and where Workers do otherwise.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle } from "./bundles.mjs";
import { Simulator } from "./simulator.mjs";

const simulator = new Simulator(bundle("npm:vinext@0.0.30", "pages"));
const plain = (value) => JSON.parse(JSON.stringify(value));

/// What an expression gives, or the name of what it throws.
const outcome = (text) =>
  plain(simulator.evaluate(`(() => { try { return ${text}; } catch (e) { return e.name; } })()`));
const settled = async (text) => plain(await simulator.evaluate(`(async () => { ${text} })()`));

function table(title, rows) {
  for (const [text, expected] of rows) {
    test(`${title}: ${text}`, () => assert.deepEqual(outcome(text), expected));
  }
}

table("Response.json", [
  [`Response.json({ a: 1 }).headers.get("content-type")`, "application/json"],
  [`Response.json(1, { headers: { "Content-Type": "a/b" } }).headers.get("content-type")`, "a/b"],
  [`(({ status, statusText }) => [status, statusText])(Response.json(1, { status: 201, statusText: "x" }))`, [201, "x"]],
  [`Response.json(1, new Response(null, { status: 404, headers: { b: "c" } })).status`, 404],
  [`Response.json(1, null).status`, 200],
  [`Response.json(1, { status: 204 })`, "TypeError"],
  [`Response.json(1, { status: 600 })`, "RangeError"],
  [`Response.json(1n)`, "TypeError"],
]);

table("Response.redirect", [
  [`(({ status, body, headers }) => [status, body, headers.get("location")])(Response.redirect("http://a/é"))`, [302, null, "http://a/%C3%A9"]],
  [`[301, 303, 307, "308"].map((status) => Response.redirect("http://a", status).status)`, [301, 303, 307, 308]],
  [`Response.redirect("http://a", 200)`, "RangeError"],
  [`Response.redirect("http://a", 304)`, "RangeError"],
  [`Response.redirect("/a")`, "TypeError"],
  [`Response.redirect()`, "TypeError"],
  [`Response.redirect("http://a").headers.set("a", "b")`, "TypeError"],
  [`Response.redirect("http://a").headers.delete("location")`, "TypeError"],
  [`Response.redirect("http://a").clone().headers.append("a", "b")`, "TypeError"],
  [`[...new Headers(Response.redirect("http://a").headers)].length`, 1],
  [`(() => { const h = new Headers(Response.redirect("http://a").headers); h.set("a", "b"); return h.get("a"); })()`, "b"],
]);

const fields = "(({ status, type, ok, statusText, body }) => [status, type, ok, statusText, body])";
table("Response.error", [
  [`${fields}(Response.error())`, [0, "error", false, "", null]],
  [`${fields}(Response.error().clone())`, [0, "error", false, "", null]],
  [`new Response().type`, "default"],
]);

table("Response", [
  [`new Response("", { status: 200.9 }).status`, 200],
  [`new Response("", { status: NaN })`, "RangeError"],
  [`new Response("", { status: null })`, "RangeError"],
  [`new Response("", { statusText: "a\\nb" })`, "TypeError"],
  [`new Response("", { headers: null })`, "TypeError"],
  [`new Response("", 5)`, "TypeError"],
  [`new Response("a", { status: 404 }).clone().status`, 404],
]);

table("new Headers", [
  [`[...new Headers(undefined)]`, []],
  ...[`null`, `5`, `"a"`, `true`, `Symbol()`].map((init) => [`new Headers(${init})`, "TypeError"]),
  ...[`["ab"]`, `[5]`, `[[]]`, `[["a", "b", "c"]]`].map((init) => [`new Headers(${init})`, "TypeError"]),
  [`[...new Headers([["a", 1], new Set(["B", 2])])]`, [["a", "1"], ["b", "2"]]],
  [`[...new Headers({ b: null, A: [1, 2], a: undefined })]`, [["a", "1,2, undefined"], ["b", "null"]]],
  [`new Headers({ [Symbol("a")]: 1 })`, "TypeError"],
  [`new Headers({ [Symbol.iterator]: 5 })`, "TypeError"],
  [`[...new Headers(Object.create({ a: 1 }))]`, []],
  [`[...new Headers({ a: " \\t\\r\\n b c \\r\\n" })]`, [["a", "b c"]]],
  [`[...new Headers({ a: "" })]`, [["a", ""]]],
  [`new Headers(new Headers([["set-cookie", "a"], ["set-cookie", "b"]])).getSetCookie()`, ["a", "b"]],
]);

table("Headers", [
  ...[`"a b"`, `""`, `"a:"`, `"é"`, `"("`, `Symbol()`].flatMap((name) =>
    [`get(${name})`, `has(${name})`, `delete(${name})`, `set(${name}, 1)`, `append(${name}, 1)`].map(
      (call) => [`new Headers().${call}`, "TypeError"],
    ),
  ),
  ...[`"b\\nc"`, `"b\\rc"`, `"b\\0c"`, `Symbol()`].flatMap((value) =>
    [`set("a", ${value})`, `append("a", ${value})`].map((call) => [`new Headers().${call}`, "TypeError"]),
  ),
  ...[`get()`, `has()`, `delete()`, `set("a")`, `append("a")`, `forEach()`, `forEach(5)`].map(
    (call) => [`new Headers().${call}`, "TypeError"],
  ),
  [`(() => { const h = new Headers(); h.set("a", undefined); return h.get("A"); })()`, "undefined"],
  [`Headers.prototype[Symbol.iterator] === Headers.prototype.entries`, true],
  [`Object.prototype.hasOwnProperty.call(new Headers().entries(), "return")`, false],
]);

// As workerd has it (src/workerd/api/http.c++, defaultStatusText).
table("the text of a status, where none is given", [
  [`new Response("", { status: 404 }).statusText`, "Not Found"],
  [`new Response("").statusText`, "OK"],
  [`new Response("", { status: 299 }).statusText`, "Successful"],
  [`[306, 499, 599].map((status) => new Response("", { status }).statusText)`, ["Redirection", "Client Error", "Server Error"]],
  [`new Response("", { status: 404, statusText: "" }).statusText`, ""],
  [`new Response("", { status: 404, statusText: undefined }).statusText`, "Not Found"],
  [`new Response("", { status: 404, statusText: "Gone fishing" }).clone().statusText`, "Gone fishing"],
  [`new Response("", { status: 404 }).clone().statusText`, "Not Found"],
  [`new Response("a", new Response("", { status: 503 })).statusText`, "Service Unavailable"],
  [`Response.json(1, { status: 201 }).statusText`, "Created"],
  [`Response.redirect("http://a").statusText`, "Found"],
]);

// As workerd has it, and its expected failures of the standard's own tests (src/wpt/fetch/api-test.ts).
table("as Workers, not as the standard", [
  [`(() => { const h = new Headers({ a: 1, c: 3 }); const seen = []; for (const [name] of h) { seen.push(name); h.append("b", 2); } return seen; })()`, ["a", "c"]],
  [`(() => { const h = new Headers({ a: 1, b: 2 }); const seen = []; for (const name of h.keys()) { seen.push(name); h.delete("b"); } return seen; })()`, ["a", "b"]],
  [`(() => { const h = new Headers({ a: 1, b: 2 }); const seen = []; h.forEach((value) => { seen.push(value); h.set("b", 9); }); return seen; })()`, ["1", "2"]],
  [`(() => { const h = new Headers(); const values = h.values(); h.set("a", 1); return [...values]; })()`, []],
  [`(() => { const { headers } = Response.error(); headers.set("a", "b"); return headers.get("a"); })()`, "b"],
  [`new Headers({ a: "€" }).get("a")`, "€"],
  [`structuredClone(new Uint8Array([1]), { transfer: [new Uint8Array(2)] })[0]`, 1],
  [`(() => { const b = new ArrayBuffer(2); return structuredClone(b, { transfer: [b, b] }).byteLength; })()`, 2],
]);
test("as Workers, not as the standard: Response.json(undefined)", async () => {
  assert.equal(await settled(`return Response.json(undefined).text();`), "undefined");
});

table("crypto.getRandomValues", [
  ...["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint32", "BigInt64", "BigUint64"].map((name) => [
    `(() => { const array = new ${name}Array(2); return crypto.getRandomValues(array) === array; })()`,
    true,
  ]),
  ...["new Float32Array(2)", "new Float64Array(70000)", "new DataView(new ArrayBuffer(2))"].map(
    (array) => [`crypto.getRandomValues(${array})`, "TypeMismatchError"],
  ),
  ...["", "null", "[1]", "new ArrayBuffer(2)"].map((array) => [`crypto.getRandomValues(${array})`, "TypeError"]),
  [`crypto.getRandomValues(new Uint8Array(65536)).length`, 65536],
  [`crypto.getRandomValues(new Uint8Array(65537))`, "QuotaExceededError"],
  [`crypto.getRandomValues(new Uint16Array(32769))`, "QuotaExceededError"],
  [`(() => { try { crypto.getRandomValues(new Uint8Array(65537)); } catch (e) { return [e instanceof DOMException, e.code]; } })()`, [true, 22]],
]);

table("structuredClone", [
  [
    `(() => {
      const buffer = new Uint8Array([1, 7]).buffer;
      const clone = structuredClone({ buffer }, { transfer: [buffer] });
      return [buffer.byteLength, buffer.detached, ...new Uint8Array(clone.buffer)];
    })()`,
    [0, true, 1, 7],
  ],
  [
    `(() => {
      const view = new Uint16Array([1, 2, 3]);
      const [one, other] = structuredClone([view, view.subarray(1)], { transfer: [view.buffer] });
      one[1] = 9;
      return [view.length, [...one], [...other], one.buffer === other.buffer];
    })()`,
    [0, [1, 9, 3], [9, 3], true],
  ],
  [`(() => { const b = new ArrayBuffer(4); structuredClone(1, { transfer: [b] }); return b.byteLength; })()`, 0],
  [`(() => { const b = new ArrayBuffer(4); try { structuredClone({ b, f() {} }, { transfer: [b] }); } catch (e) { return [e.name, b.byteLength]; } })()`, ["DataCloneError", 4]],
  [`(() => { const b = new ArrayBuffer(4); b.transfer(); return structuredClone(b, { transfer: [b] }); })()`, "DataCloneError"],
  [`structuredClone(1, { transfer: [{}] })`, "TypeError"],
  [`structuredClone(1, { transfer: 5 })`, "TypeError"],
  [`structuredClone()`, "TypeError"],
  [`structuredClone(1, undefined) + structuredClone(1, null) + structuredClone(1, { transfer: undefined })`, 3],
  [`[...new Uint8Array(new Uint8Array([1, 2]).buffer.transfer(3))]`, [1, 2, 0]],
]);

test("a text is read without its byte order mark", async () => {
  const texts = await settled(`
    const texts = [
      await new Response("\\ufeffa").text(),
      await new Response("\\ufeff\\ufeffa").text(),
      await new Response(new Uint8Array([0xef, 0xbb, 0xbf, 97])).text(),
      await new Response(new Blob(["\\ufeffa"]).stream()).text(),
      await new Request("http://a", { method: "PUT", body: "\\ufeffa" }).text(),
      await new Response("\\ufeff{}").json(),
      await new Response("a\\ud800").text(),
    ];
    return [...texts, (await new Response("\\ufeff").arrayBuffer()).byteLength];`);
  assert.deepEqual(texts, ["a", "\ufeffa", "a", "a", "a", {}, "a\ufffd", 3]);
});

for (const [parts, expected] of [
  [["a\ud83d", "\ude00b"], [[97], [240, 159, 152, 128, 98]]],
  [["\ud83d", "", "\ude00"], [[240, 159, 152, 128]]],
  [["\ud83d", "\ud83d\ude00"], [[239, 191, 189, 240, 159, 152, 128]]],
  [["\ud83d", "b"], [[239, 191, 189, 98]]],
  [["a\ud83d"], [[97], [239, 191, 189]]],
  [["\ude00", "a"], [[239, 191, 189], [97]]],
  [["", 5, undefined], [[53], [117, 110, 100, 101, 102, 105, 110, 101, 100]]],
]) {
  test(`TextEncoderStream: ${JSON.stringify(parts)}`, async () => {
    const source = parts.map((part) => (part === undefined ? "undefined" : JSON.stringify(part)));
    const chunks = await settled(`
      const { writable, readable } = new TextEncoderStream();
      const writer = writable.getWriter();
      for (const part of [${source}]) writer.write(part);
      writer.close();
      const chunks = [];
      for await (const chunk of readable) chunks.push([...chunk]);
      return chunks;`);
    assert.deepEqual(chunks, expected);
  });
}
