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
    entered: "asyncLocalStorage.enterWith() is not implemented",
    buffer: "YQ==",
    refused: "stalemate: node:fs readFileSync is not simulated",
  });
});

test("node:path knows paths of POSIX, and a storage its default", async () => {
  const simulator = new Simulator(bundle(`${handlers}/paths.mjs`, "pages"));
  const { body } = await simulator.isolate().handle(request());
  assert.equal(body, "b .html b /a none yet one");
});

test("node:process is the isolate's own", async () => {
  const simulator = new Simulator(bundle(`${handlers}/flags.mjs`, "pages"));
  const first = simulator.isolate();
  assert.equal((await first.handle(request())).body, "1,1");
  assert.equal((await first.handle(request())).body, "2,2");
  assert.equal((await simulator.isolate().handle(request())).body, "1,1");
});

test("what the bundler says of Node's modules, the prelude has", async () => {
  const simulator = new Simulator(bundle(`${handlers}/modules.mjs`, "pages"));
  assert.equal((await simulator.isolate().handle(request())).body, "true");
});

test("cloudflare:workers has the bindings and waitUntil, and refuses the rest by name", async () => {
  const simulator = new Simulator(bundle(`${handlers}/workers.mjs`, "pages"));
  simulator.waiting = [];
  const { body } = await simulator.isolate().handle(request());
  assert.equal(simulator.waiting.length, 1);
  assert.deepEqual(JSON.parse(body), {
    stored: "stored",
    other: "undefined",
    bound: true,
    entry: 2,
    object: "function",
    refused: "stalemate: cloudflare:workers withEnv is not simulated",
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
    stream: '{"a":1}',
    into_own: '{"a":1}',
    missing: null,
    metadata: { value: '{"a":1}', metadata: { m: 2 }, cacheStatus: null },
    several: [
      ["a", '{"a":1}'],
      ["b", null],
    ],
    listed: [
      {
        keys: [{ name: "list:a" }, { name: "list:b", metadata: "second" }],
        list_complete: false,
        cursor: "list:b",
        cacheStatus: null,
      },
      { keys: [{ name: "list:c" }], list_complete: true, cacheStatus: null },
    ],
    deleted: null,
    view: "é",
    streamed: "é",
    binary: [0, 255, 239, 187, 191],
    lossy: 3,
    marked: 4,
    number: "5",
  });
  assert.equal(simulator.store.get("view").ttl, 60);
  assert.equal(simulator.store.get("streamed").ttl, 61);
});

test("KVNamespace refuses as the real one does", async () => {
  const { simulator, seen } = await asking("rsc");
  const put = "Error: KV PUT failed:";
  const several = "Error: KV GET_BULK failed: 400";
  const now = Math.floor(simulator.now_ms / 1000);
  assert.deepEqual(seen, {
    short_ttl: `${put} 400 Invalid expiration_ttl of 30. Expiration TTL must be at least 60.`,
    no_ttl: `${put} 400 Invalid expiration_ttl of x. Please specify integer greater than 0.`,
    past:
      `${put} 400 Invalid expiration of 5. Please specify integer greater than the current ` +
      "number of seconds since the UNIX epoch.",
    soon:
      `${put} 400 Invalid expiration of ${now + 59}. Expiration times must be at least 60 ` +
      "seconds in the future.",
    no_key: "TypeError: Key name cannot be empty.",
    dots: 'TypeError: ".." is not allowed as a key name.',
    long_key:
      "Error: KV GET failed: 414 UTF-8 encoded length of 513 exceeds key length limit of 512.",
    long_in_bytes: `${put} 414 UTF-8 encoded length of 514 exceeds key length limit of 512.`,
    metadata: `${put} 413 Metadata length of 1025 exceeds limit of 1024.`,
    value: `${put} 413 Value length of 26214401 exceeds limit of 26214400.`,
    object:
      "TypeError: KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and " +
      "ReadableStreams as values.",
    cache_ttl: "Error: KV GET failed: 400 Invalid cache_ttl of 10. Cache TTL must be at least 30.",
    cache_ttls: `${several} Invalid cache_ttl of 0. Cache TTL must be at least 30.`,
    type:
      'TypeError: Unknown response type. Possible types are "text", "arrayBuffer", "json", and ' +
      '"stream".',
    json: "SyntaxError",
    several: `${several} You can request a maximum of 100 keys`,
    several_json: `${several} At least one of the requested keys corresponds to a non-json value`,
    several_bytes: `${several} "arrayBuffer" is not a valid type. Use "json" or "text"`,
    limit:
      "Error: KV GET failed: 400 Invalid key_count_limit of 1001. Please specify an integer less " +
      "than 1000.",
  });
});
