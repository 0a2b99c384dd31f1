// Handlers that cannot be used: one line that names the place and what is wrong, and an exit code.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { bundle, bundling, handlers } from "./bundles.mjs";
import { Simulator, request } from "./simulator.mjs";

const refused = [
  ["syntax.mjs", /syntax\.mjs:2:42: Expected "\)" but found ";"$/],
  ["no_such_import.mjs", /no_such_import\.mjs:1:24: Could not resolve ".\/is_not_there\.mjs"$/],
  ["no_such_name.mjs", /no_such_name\.mjs:1:10: No matching export in .* "KVCacheHandlers"$/],
  ["exports_nothing.mjs", /exports_nothing\.mjs: exports no handler: /],
];
for (const [name, expected] of refused) {
  test(`bad/${name} is refused`, () => {
    const { status, stdout, stderr } = bundling(`${handlers}/bad/${name}`, "app");
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr.trimEnd(), expected);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  });
}

for (const [what, handler, expected] of [
  ["a file that is not there", "./is_not_there.mjs", /is_not_there\.mjs: no such file/],
  ["a folder", handlers, /handlers: is no file/],
  ["a package without a version", "npm:vinext", /npm:vinext: an exact version is needed/],
]) {
  test(`${what} is refused`, () => {
    const { status, stderr } = bundling(handler, "pages");
    assert.equal(status, 2);
    assert.match(stderr, expected);
  });
}

test("without a network, an empty cache is one line and exit code 3", () => {
  const place = mkdtempSync(join(tmpdir(), "stalemate-"));
  const env = {
    npm_config_cache: join(place, "npm"),
    npm_config_fetch_retries: "0",
    npm_config_registry: "http://127.0.0.1:1",
  };
  const { status, stdout, stderr } = bundling("npm:vinext@0.0.30", "pages", { place, env });
  rmSync(place, { recursive: true });
  assert.equal(status, 3);
  assert.equal(stdout, "");
  assert.match(stderr, /^npm ci failed: .*\n$/);
});

test("exports without a class with get and set are refused when they are loaded", () => {
  const simulator = new Simulator(bundle(`${handlers}/bad/exports_no_class.mjs`, "pages"));
  assert.throws(() => simulator.isolate(), {
    message: /exports_no_class\.mjs: exports no class with get and set/,
  });
});

/// Of a file with that text, below a folder with other files.
function bundled_text(text, others = {}) {
  const folder = mkdtempSync(join(tmpdir(), "stalemate-"));
  for (const [name, content] of Object.entries({ ...others, "handler.mjs": text })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  try {
    return new Simulator(bundle(join(folder, "handler.mjs"), "pages"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const methods = `get: (key) => kv.get(key, "json"),
  set: (key, value, { revalidate }) =>
    kv.put(key, JSON.stringify({ value, revalidate, lastModified: Date.now() }))`;

test("a function by default that gives a handler to \"new\" is one", async () => {
  const simulator = bundled_text(`export default function handler(kv) { return { ${methods} }; }`);
  const isolate = simulator.isolate();
  assert.equal((await simulator.serve(isolate, request())).served, "MISS");
  assert.equal((await simulator.serve(isolate, request())).served, "HIT");
});

for (const [what, text, expected] of [
  ["an object", `const kv = {}; export default { ${methods} };`, /its class is needed\)$/],
  ["a Worker", "export default { async fetch() {} };", /is a Worker, which is not run as one\)$/],
  [
    "a Worker's class",
    `import { WorkerEntrypoint } from "cloudflare:workers";
export default class extends WorkerEntrypoint { fetch() {} }`,
    /is a Worker, which is not run as one\)$/,
  ],
]) {
  test(`${what} by default is no handler, and is called by its name`, () => {
    assert.throws(() => bundled_text(text).isolate(), { message: expected });
  });
}

test("what is bundled is what wrangler bundles", async () => {
  const { name, main, browser } = { name: "both", main: "node.js", browser: "browser.js" };
  const simulator = bundled_text(
    `import page from "./page.html";
import both from "both";
const { DEV, MODE } = import.meta.env;
export const handleRequest = () =>
  ({ served: "none", body: [page, both, DEV, MODE, typeof import.meta].join() });`,
    {
      "page.html": "<p>",
      "node_modules/both/package.json": JSON.stringify({ name, main, browser }),
      "node_modules/both/node.js": "module.exports = 'node';",
      "node_modules/both/browser.js": "module.exports = 'browser';",
    },
  );
  const { body } = await simulator.isolate().handle(request());
  assert.equal(body, "<p>,browser,false,production,object");
});

test("what is not simulated is named when it is used", async () => {
  const simulator = new Simulator(bundle(`${handlers}/bad/no_fetch.mjs`, "pages"));
  await simulator.serve(simulator.isolate(), request());
  assert.match(simulator.logged[0], /stalemate: fetch is not simulated/);
  assert.deepEqual(simulator.refused, ["fetch is not simulated"]);
});

test("waitUntil belongs to its context", async () => {
  const simulator = new Simulator(bundle(`${handlers}/bad/detached.mjs`, "pages"));
  await assert.rejects(simulator.isolate().handle(request()), /^TypeError: Illegal invocation/);
});

test("an error in a handler leads to its file and line", async () => {
  const made = bundle(`${handlers}/bad/throws.mjs`, "pages");
  const simulator = new Simulator(made);
  const isolate = simulator.isolate();
  const error = await isolate.handle(request()).then(
    () => null,
    (reason) => reason,
  );
  const [, line, column] = /program\.js:(\d+):(\d+)/.exec(error.stack);
  const { SourceMap } = await import("node:module");
  const map = new SourceMap(JSON.parse(readFileSync(made.map, "utf8")));
  const { originalSource, originalLine } = map.findEntry(line - 1, column - 1);
  assert.match(originalSource, /tests\/javascript\/handlers\/bad\/throws\.mjs$/);
  assert.equal(originalLine + 1, 6);
});

test("the program is one function expression, and names what is in it", () => {
  const made = bundle("npm:vinext@1.4.0", "app");
  const text = readFileSync(made.program, "utf8");
  assert.ok(text.startsWith("(function (globalThis, host) {"));
  assert.ok(text.endsWith("\nreturn stalemate; })\n"));
  assert.deepEqual(
    made.packages.map(({ name, version }) => `${name}@${version}`),
    ["@vinext/cloudflare@1.0.0-beta.7", "vinext@1.4.0"],
  );
  for (const { integrity } of made.packages) assert.match(integrity, /^sha512-/);
});

test("a bundle is the same whenever it is made", () => {
  const [first, second] = [0, 1].map(() => bundling("npm:vinext@0.0.30", "app").stdout);
  assert.equal(first, second);
  assert.ok(first.length > 0);
});

test("what is awaited outside of functions is there when a request comes", async () => {
  const simulator = new Simulator(bundle(`${handlers}/awaiting.mjs`, "pages"));
  const isolate = simulator.isolate();
  assert.equal((await simulator.serve(isolate, request())).served, "MISS");
  assert.equal((await simulator.serve(isolate, request())).served, "HIT");
});

test("letters stay what they are in code, and are replaced where they stand in comments only", async () => {
  const is_wide = (handler) =>
    /[^\0-\x7f]/.test(readFileSync(bundle(`${handlers}/${handler}`, "pages").program, "utf8"));
  for (const [handler, wide] of [
    ["letters.mjs", true],
    ["letters_in_comments.mjs", false],
  ]) {
    assert.equal(is_wide(handler), wide);
    const simulator = new Simulator(bundle(`${handlers}/${handler}`, "pages"));
    assert.equal((await simulator.isolate().handle(request())).body, "true");
  }
});
