// What a scenario switches: who is registered, which context is in sight, when a MISS is stored;
// and what the packages do when something fails.
import assert from "node:assert/strict";
import test from "node:test";
import { bundle } from "./bundles.mjs";
import { Simulator, request } from "./simulator.mjs";

const registering = ["0.0.30", "0.0.55", "1.4.0"];

/// A store with a stale entry, and a fresh isolate.
async function stale(handler, router, given = {}) {
  const simulator = new Simulator(bundle(handler, router));
  await simulator.serve(simulator.isolate(), request({ router, ...given }));
  simulator.now_ms += 61_000;
  return simulator;
}
const registrations = (events) => events.filter((event) => event === "wait-until").length;

for (const version of registering) {
  for (const router of ["pages", "app"]) {
    // Within a regeneration of the newest Pages Router no context is in sight.
    const seen = version === "1.4.0" && router === "pages" ? 0 : router === "app" ? 2 : 1;
    const regenerating = async (given) => {
      const simulator = await stale(`npm:vinext@${version}`, router);
      return simulator.serve(simulator.isolate(), request({ router, ...given }));
    };

    test(`vinext ${version}, ${router}: both registered`, async () => {
      assert.equal(registrations((await regenerating({})).events), 1 + seen);
    });
    test(`vinext ${version}, ${router}: only the regeneration is registered`, async () => {
      const { events } = await regenerating({ switches: { putRegistered: false } });
      assert.equal(registrations(events), 1);
      assert.ok(
        events.indexOf("wait-until") < events.findIndex((event) => event.startsWith("put")),
      );
    });
    test(`vinext ${version}, ${router}: only the put is registered`, async () => {
      const { events } = await regenerating({ switches: { regenerationRegistered: false } });
      assert.equal(registrations(events), seen);
    });
    test(`vinext ${version}, ${router}: no context is in sight`, async () => {
      assert.equal(registrations((await regenerating({ contextVisible: false })).events), 0);
    });
    test(`vinext ${version}, ${router}: a regeneration that fails frees its slot`, async () => {
      const simulator = await stale(`npm:vinext@${version}`, router);
      simulator.render_throws = true;
      const isolate = simulator.isolate();
      const { served, events } = await simulator.serve(isolate, request({ router }));
      assert.equal(served, "STALE");
      const told = events
        .filter((event) => event.startsWith("regeneration"))
        .map((event) => event.split(" ")[0]);
      assert.deepEqual(told, [
        "regeneration-started",
        "regeneration-failed",
        "regeneration-slot-freed",
      ]);
      assert.match(simulator.logged[0], /background regeneration failed/);
    });
  }
}

for (const version of ["0.0.26", ...registering]) {
  test(`vinext ${version}: of two stale requests one regenerates`, async () => {
    const simulator = await stale(`npm:vinext@${version}`, "pages");
    const isolate = simulator.isolate();
    simulator.waiting = [];
    const from = simulator.events.length;
    await Promise.all([isolate.handle(request()), isolate.handle(request())]);
    const told = simulator.events.slice(from).filter((event) => /started|deduplicated/.test(event));
    assert.deepEqual(
      told.map((event) => event.split(" ")[0]),
      ["regeneration-started", "regeneration-deduplicated"],
    );
    // Another isolate has slots of its own.
    const { events } = await simulator.serve(simulator.isolate(), request());
    assert.ok(events.some((event) => event.startsWith("regeneration-started")));
  });
  test(`vinext ${version}: an invalidated tag makes a MISS`, async () => {
    const simulator = new Simulator(bundle(`npm:vinext@${version}`, "app"));
    const page = { tags: ["stalemate-tag-1", "stalemate-tag-2"] };
    await simulator.serve(simulator.isolate(), request({ router: "app", page }));
    simulator.now_ms += 1000;
    const action = request({ kind: "revalidate-tag", router: "app", page });
    const { served, events } = await simulator.serve(simulator.isolate(), action);
    assert.equal(served, "none");
    const markers = page.tags.map((tag) => `__tag:${tag}`);
    assert.deepEqual(
      events.filter((event) => event.startsWith("put")),
      markers.map((key) => `put ${key}`),
    );
    const after = await simulator.serve(simulator.isolate(), request({ router: "app", page }));
    assert.equal(after.served, "MISS");
    assert.ok(after.events.some((event) => event.startsWith("delete cache:app:")));
  });
}

for (const version of registering) {
  for (const router of ["pages", "app"]) {
    test(`vinext ${version}, ${router}: a MISS whose writes fail is told of once`, async () => {
      const simulator = new Simulator(bundle(`npm:vinext@${version}`, router));
      simulator.refuses_puts = true;
      const serving = simulator.serve(simulator.isolate(), request({ router }));
      // The Pages Router of 0.0.30 awaits the write before it answers.
      if (version === "0.0.30" && router === "pages") {
        await assert.rejects(serving, { message: /429/ });
        return;
      }
      const { served, events } = await serving;
      assert.equal(served, "MISS");
      const failures = events.filter((event) => event.startsWith("regeneration-failed"));
      assert.equal(failures.length, 1);
    });
  }
}

test("from 0.0.30 on, what is rendered with a revalidate time of 0 is not stored", async () => {
  for (const version of ["0.0.30", "0.0.55"]) {
    const simulator = await stale(`npm:vinext@${version}`, "app");
    simulator.revalidate = 0;
    const { events } = await simulator.serve(simulator.isolate(), request({ router: "app" }));
    assert.ok(
      events.some((event) => event.startsWith("store-skipped")),
      version,
    );
    assert.ok(!events.some((event) => event.startsWith("put")), version);
  }
});

test("1.4.0 keeps the previous entry for a while when a regeneration fails", async () => {
  const simulator = await stale("npm:vinext@1.4.0", "app");
  simulator.render_throws = true;
  const isolate = simulator.isolate();
  await simulator.serve(isolate, request({ router: "app" }));
  const entry = JSON.parse(simulator.store.get("cache:app:v2:/stalemate-page:html").value);
  assert.equal(entry.cacheControl.revalidate, 30);
  assert.equal((await simulator.serve(isolate, request({ router: "app" }))).served, "HIT");
});

test("1.4.0 leaves a page that reads the search parameters stale", async () => {
  const simulator = await stale("npm:vinext@1.4.0", "app");
  simulator.reads_search_params = true;
  const { events } = await simulator.serve(simulator.isolate(), request({ router: "app" }));
  assert.ok(events.some((event) => event.startsWith("store-skipped")));
  assert.ok(events.some((event) => event.startsWith("regeneration-slot-freed")));
  assert.ok(!events.some((event) => event.startsWith("put")));
});

test("0.0.30: a handler per request reads markers again, one per isolate does not", async () => {
  for (const [handlerPerRequest, reads] of [
    [true, 2],
    [false, 1],
  ]) {
    const simulator = new Simulator(bundle("npm:vinext@0.0.30", "app"));
    const isolate = simulator.isolate();
    const asked = request({
      router: "app",
      page: { tags: ["stalemate-tag-1"] },
      switches: { handlerPerRequest },
    });
    for (let turn = 0; turn < 3; ++turn) await simulator.serve(isolate, asked);
    assert.equal(simulator.events.filter((event) => event.startsWith("get __tag:")).length, reads);
  }
});

test("0.0.30 stores a MISS behind the response when it is told to", async () => {
  const simulator = new Simulator(bundle("npm:vinext@0.0.30", "pages"));
  const switches = { missStoredBehindResponse: true };
  const { before, events } = await simulator.serve(simulator.isolate(), request({ switches }));
  assert.deepEqual(before, ["get cache:pages:/stalemate-page", "render 1", "wait-until"]);
  assert.equal(events.at(-1), "stored cache:pages:/stalemate-page");
});
