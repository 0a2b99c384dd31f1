// Each bundle through MISS, HIT, STALE, regeneration and HIT: what is served, which keys are
// touched in which order, and what is registered with waitUntil.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle, handlers } from "./bundles.mjs";
import { Simulator, request } from "./simulator.mjs";

const path = "/stalemate-page";
const tag = "get __tag:stalemate-tag-1";
const own_flow = (name) => `${handlers}/${name}`;

/// What a generation does, as events. `html`, `rsc`: its keys in the store. `slot`: of the dedupe.
function regenerated(slot, puts, { registered = true, sequential = false } = {}) {
  const put = (key) => (registered ? [`put ${key}`, "wait-until"] : [`put ${key}`]);
  const stored = puts.map((key) => `stored ${key}`);
  const writes = sequential
    ? puts.flatMap((key, index) => [...put(key), stored[index]])
    : [...puts.flatMap(put), ...stored];
  return [...writes, `regeneration-slot-freed ${slot}`];
}

const pages = "cache:pages:/stalemate-page";
const html = "cache:app:/stalemate-page:html";
const rsc = "cache:app:/stalemate-page:rsc";
const html_v2 = "cache:app:v2:/stalemate-page:html";
const rsc_v2 = "cache:app:v2:/stalemate-page:rsc";
const pages_v2 = "cache:pages:v2:/stalemate-page";

// handler, router, artifact; the key that is read; what MISS does once rendered; the slot; what
// the regeneration does once rendered; whether it is registered.
const behind = (puts, registered = true) => [
  "wait-until",
  "body-read",
  ...puts.flatMap((key) => (registered ? [`put ${key}`, "wait-until"] : [`put ${key}`])),
  ...puts.map((key) => `stored ${key}`),
];
const awaited = (key) => [`put ${key}`, "wait-until", `stored ${key}`];
const rows = [
  [
    "npm:vinext@0.0.26",
    "pages",
    "html",
    pages,
    [`put ${pages}`, `stored ${pages}`],
    "pages:/stalemate-page",
    { puts: [pages], registered: false, unregistered_slot: true },
  ],
  [
    "npm:vinext@0.0.26",
    "app",
    "html",
    html,
    behind([html, rsc], false),
    path,
    { puts: [html, rsc], registered: false, unregistered_slot: true },
  ],
  [
    "npm:vinext@0.0.30",
    "pages",
    "html",
    pages,
    awaited(pages),
    "pages:/stalemate-page",
    { puts: [pages] },
  ],
  ["npm:vinext@0.0.30", "app", "html", html, behind([html, rsc]), path, { puts: [html, rsc] }],
  ["npm:vinext@0.0.30", "app", "rsc", rsc, behind([rsc]), path, { puts: [html, rsc] }],
  [
    "npm:vinext@0.0.55",
    "pages",
    "html",
    pages,
    behind([pages]),
    "pages:/stalemate-page",
    { puts: [pages] },
  ],
  [
    "npm:vinext@0.0.55",
    "app",
    "html",
    html,
    behind([html, rsc]),
    "app:/stalemate-page:html",
    { puts: [rsc, html] },
  ],
  [
    "npm:vinext@0.0.55",
    "app",
    "rsc",
    rsc,
    behind([rsc]),
    "app:/stalemate-page:rsc",
    { puts: [rsc] },
  ],
  [
    "npm:vinext@1.4.0",
    "pages",
    "html",
    pages_v2,
    behind([pages_v2]),
    "pages:v2:/stalemate-page",
    { puts: [pages_v2], registered: false, late_render: true },
  ],
  [
    "npm:vinext@1.4.0",
    "app",
    "html",
    html_v2,
    behind([html_v2, rsc_v2]),
    "app:v2:/stalemate-page:html",
    { puts: [rsc_v2, html_v2], sequential: true },
  ],
  [
    "npm:vinext@1.4.0",
    "app",
    "rsc",
    rsc_v2,
    behind([rsc_v2]),
    "app:v2:/stalemate-page:html",
    { puts: [rsc_v2, html_v2], sequential: true },
  ],
];

for (const [handler, router, artifact, key, missed, slot, regeneration] of rows) {
  test(`${handler}, ${router}, ${artifact}: MISS, HIT, STALE, HIT`, async () => {
    const simulator = new Simulator(bundle(handler, router));
    const isolate = simulator.isolate();
    const tags = router === "app" ? ["stalemate-tag-1"] : [];
    const asked = request({ router, artifact, page: { tags } });
    const read = router === "app" ? [`get ${key}`, tag] : [`get ${key}`];
    const serve = async (advance_ms) => {
      simulator.now_ms += advance_ms;
      return simulator.serve(isolate, asked);
    };

    const first = await serve(0);
    assert.equal(first.served, "MISS");
    assert.deepEqual(first.events, [`get ${key}`, "render 1", ...missed]);

    const second = await serve(1000);
    assert.deepEqual([second.served, second.generation], ["HIT", "1"]);
    assert.deepEqual(second.events, read);

    const third = await serve(61_000);
    assert.deepEqual([third.served, third.generation], ["STALE", "1"]);
    const started = [`regeneration-started ${slot}`, "render 2"];
    if (!regeneration.unregistered_slot) started.push("wait-until");
    if (regeneration.late_render) [started[1], started[2]] = [started[2], started[1]];
    const { puts, ...how } = regeneration;
    assert.deepEqual(third.events, [...read, ...started, ...regenerated(slot, puts, how)]);

    const fourth = await serve(10_000);
    assert.equal(fourth.served, "HIT");
    // The regeneration of 0.0.26's Pages Router stores the html that was there.
    const keeps_html = handler.endsWith("0.0.26") && router === "pages";
    assert.equal(fourth.generation, keeps_html ? "1" : "2");
  });
}

test("early.mjs: set() resolves before its put is stored", async () => {
  const simulator = new Simulator(bundle(own_flow("early.mjs"), "pages"));
  const { events } = await simulator.serve(simulator.isolate(), request());
  assert.deepEqual(events, [
    `get ${pages}`,
    "render 1",
    `put ${pages}`,
    "wait-until",
    `stored ${pages}`,
  ]);
  const { before } = await simulator.serve(
    simulator.isolate(),
    request({ switches: { putRegistered: false } }),
  );
  assert.deepEqual(before, [`get ${pages}`]);
});

for (const [what, handler, key] of [
  ["default export", "forgetful.mjs"],
  ["named export in TypeScript", "typed.ts"],
]) {
  for (const router of ["pages", "app"]) {
    test(`a handler of one's own, ${what}, ${router}`, async () => {
      const simulator = new Simulator(bundle(own_flow(handler), router));
      const isolate = simulator.isolate();
      const served = [];
      for (const advance_ms of [0, 1000, 61_000, 1000]) {
        simulator.now_ms += advance_ms;
        served.push((await simulator.serve(isolate, request({ router }))).served);
      }
      assert.deepEqual(served, ["MISS", "HIT", "STALE", "HIT"]);
      assert.deepEqual([...simulator.store.keys()], ["page:/stalemate-page"]);
    });
  }
}

test("a regeneration that never ends holds its page for thirty seconds", async () => {
  const simulator = new Simulator(bundle(own_flow("fields.mjs"), "pages"));
  const isolate = simulator.isolate();
  await simulator.serve(isolate, request());
  const renders = [];
  for (const advance_ms of [61_000, 1000, 28_000, 2000, 1000]) {
    simulator.now_ms += advance_ms;
    simulator.waiting = [];
    const { served } = await isolate.handle(request());
    assert.equal(served, "STALE");
    renders.push(simulator.generation);
  }
  assert.deepEqual(renders, [2, 2, 2, 3, 3]);
});

test("forgetful.mjs does not wait for its put", async () => {
  const simulator = new Simulator(bundle(own_flow("forgetful.mjs"), "pages"));
  const { before } = await simulator.serve(simulator.isolate(), request());
  assert.deepEqual(before, ["get page:/stalemate-page", "render 1", "put page:/stalemate-page"]);
});

test("an entry with revalidate false is never stale, as in Next.js", async () => {
  const simulator = new Simulator(bundle(own_flow("forgetful.mjs"), "pages"));
  const isolate = simulator.isolate();
  await simulator.serve(isolate, request());
  const [[key, stored]] = [...simulator.store];
  const entry = { ...JSON.parse(stored.value), revalidate: false };
  simulator.store.set(key, { ...stored, value: JSON.stringify(entry) });
  simulator.now_ms += 1e9;
  assert.equal((await simulator.serve(isolate, request())).served, "HIT");
});

test("a request function of one's own may be exported by CommonJS", async () => {
  const simulator = new Simulator(bundle(own_flow("common.cjs"), "pages"));
  const isolate = simulator.isolate();
  assert.equal((await simulator.serve(isolate, request())).served, "MISS");
  assert.equal((await simulator.serve(isolate, request())).served, "HIT");
  simulator.now_ms += 61_000;
  const { served, waited } = await simulator.serve(isolate, request());
  assert.deepEqual([served, waited], ["STALE", 1]);
});

test("a module with a request function of its own", async () => {
  const simulator = new Simulator(bundle(own_flow("own.mjs"), "pages"));
  const isolate = simulator.isolate();
  const first = await simulator.serve(isolate, request());
  assert.deepEqual(first.events.slice(0, 4), [
    "get /stalemate-page",
    "render 1",
    "put /stalemate-page",
    "wait-until",
  ]);
  assert.equal((await simulator.serve(isolate, request())).served, "HIT");
});
