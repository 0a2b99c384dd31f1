// The modules of Node that bundles may import, and the KVNamespace that handlers are given.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle, handlers } from "./bundles.mjs";
import { Simulator, request } from "./simulator.mjs";

test("AsyncLocalStorage travels with promises, microtasks and timers", async () => {
  const simulator = new Simulator(bundle(`${handlers}/storage.mjs`, "pages"));
  const { body } = await simulator.isolate().handle(request());
  assert.deepEqual(JSON.parse(body), {
    await: "outer",
    then: "outer",
    microtask: "outer",
    timer: "outer",
    inner: "inner",
    back: "outer",
    exit: "nothing",
    both: "outer other",
    after: "nothing",
    snapshot: "outer",
    bound: "outer",
    entered: "entered",
    buffer: "YQ==",
    refused: "stalemate: node:fs readFileSync is not simulated",
  });
});

const asking = async (artifact) => {
  const simulator = new Simulator(bundle(`${handlers}/namespace.mjs`, "pages"));
  const { body } = await simulator.isolate().handle(request({ artifact }));
  return { simulator, seen: JSON.parse(body) };
};

test("KVNamespace gives what was put, as what is asked for", async () => {
  const { simulator, seen } = await asking("html");
  assert.deepEqual(seen, {
    text: '{"a":1}',
    json: { a: 1 },
    bytes: 7,
    missing: null,
    metadata: { value: '{"a":1}', metadata: { m: 2 }, cacheStatus: null },
    several: [
      ["a", '{"a":1}'],
      ["b", null],
    ],
    listed: {
      keys: [{ name: "a", metadata: { m: 2 } }],
      list_complete: true,
      cursor: "",
      cacheStatus: null,
    },
    deleted: null,
    view: "é",
  });
  assert.equal(simulator.store.get("view").ttl, 60);
});

test("KVNamespace refuses as the real one does", async () => {
  const { seen } = await asking("rsc");
  assert.deepEqual(seen, {
    short_ttl:
      "KV PUT failed: 400 Invalid expiration_ttl of 30. Expiration TTL must be at least 60.",
    no_key: "Key name cannot be empty.",
    long_key: "KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.",
    stream: "stalemate: KV get() as a stream is not simulated",
  });
});
