/**
 * Written by `stalemate export` from a saved schedule.
 * Scenario pr-425, cell before #425 / regeneration only.
 *
 * The page stays STALE for ever (isolate 1, at 200235 ms).
 * Handler before-425, Pages Router, put not registered with waitUntil; 1 isolate in 1 colo; at the
 * start the store holds an entry that expired 5000 ms ago.
 *
 * Request 1 comes to isolate 1 at 0 ms. It begins to regenerate the page behind its response and
 * takes the dedupe slot. It is served STALE, generation 0 at 13 ms. It frees the dedupe slot. Its
 * context ends at 66 ms, for nothing keeps it alive. It ends over a write that nothing waited for.
 * Its put is LOST.
 *
 * Request 2 comes to isolate 1 at 70026 ms. It begins to regenerate the page behind its response
 * and takes the dedupe slot. It is served STALE, generation 0 at 70031 ms. It frees the dedupe
 * slot. Its put is committed at 70090 ms. Its context ends at 70120 ms, for nothing keeps it
 * alive.
 *
 * Request 3 comes to isolate 1 at 75000 ms. It is served HIT, generation 2 at 75008 ms. Its
 * context ends at 75015 ms, for nothing keeps it alive.
 *
 * Request 4 comes to isolate 1 at 80000 ms. It is served HIT, generation 2 at 80003 ms. Its
 * context ends at 80010 ms, for nothing keeps it alive.
 *
 * Long after, when all is calm: Request 5 comes to isolate 1 at 140110 ms. It begins to regenerate
 * the page behind its response and takes the dedupe slot. It is served STALE, generation 2 at
 * 140115 ms. It frees the dedupe slot. Its context ends at 140135 ms, for nothing keeps it alive.
 * It ends over a write that nothing waited for. Its put is DROPPED before it was sent.
 *
 * Each later regeneration renders the page, but its context ends before its put has been sent, and
 * the put is dropped.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KVCacheHandler } from "../packages/vinext/src/cloudflare/kv-cache-handler.js";
import {
  isrGet,
  isrSet,
  triggerBackgroundRegeneration,
} from "../packages/vinext/src/server/isr-cache.js";
import { setCacheHandler } from "../packages/vinext/src/shims/cache.js";

// Up to 0.0.26 there is no such module, and nothing in vinext sees the request's context.
const { runWithExecutionContext }: any = await import(
  "../packages/vinext/src/shims/request-context.js"
).catch(() => ({
  runWithExecutionContext: (_context: unknown, run: () => unknown) => run(),
}));

const START = Date.UTC(2026, 0, 1);
const REVALIDATE_SECONDS = 60;
/** What isrSet() takes: seconds up to 0.0.55, a policy in 1.x. */
const REVALIDATE: any =
  isrSet.length > 3 ? REVALIDATE_SECONDS : { cacheControl: { revalidate: REVALIDATE_SECONDS } };
const WAIT_UNTIL_LIMIT_MS = 30_000;
/** How long things take when all is calm. */
const CALM_MS: Record<string, number> = { "kv.get": 5, "kv.put": 30, render: 20 };
const KEY = "pages:/page";
const LINGERS_MS = 0;

// ---------------------------------------------------------------------------
// Request contexts, as the Workers runtime has them
// ---------------------------------------------------------------------------

/** Something under way. Its promise stays pending until the test opens the latch. */
type Latch = {
  what: string;
  due: number;
  answer: () => void;
};

/** In whose context the running code is; vinext's own AsyncLocalStorage may show another. */
const current = new AsyncLocalStorage<Context>();
const contexts: Context[] = [];
let now = 0;

type Options = {
  /** How much longer the context stays than it must. */
  lingersMs?: number;
};

/**
 * Lives until its response is sent and everything that waitUntil() was given has settled, or the
 * limit on waitUntil() is reached. Whatever it still has under way is dropped then: those promises
 * never settle, and no finally runs, while the isolate and its globals live on.
 */
class Context {
  alive = true;
  served = "nothing";
  held: Latch[] = [];
  private waitingFor = 0;
  private respondedAt = Infinity;
  private doneAt = Infinity;

  constructor(
    readonly name: string,
    readonly options: Options,
  ) {
    contexts.push(this);
  }

  waitUntil(promise: Promise<unknown>) {
    const settled = () => {
      this.waitingFor--;
    };
    this.waitingFor++;
    promise.then(settled, settled);
  }

  passThroughOnException() {}

  respond(header: string) {
    if (this.respondedAt < Infinity) return;
    this.served = header;
    this.respondedAt = now;
  }

  /** What is to be answered next: the operation of this name, or whatever is due first. */
  next(what?: string): Latch | undefined {
    return this.held
      .filter((latch) => !what || latch.what === what)
      .sort((one, other) => one.due - other.due)[0];
  }

  take(what?: string): Latch | undefined {
    const latch = this.next(what);
    this.held = this.held.filter((other) => other !== latch);
    return latch;
  }

  /** The operation succeeds. One that this handler does not have under way is left out. */
  answer(what?: string) {
    this.take(what)?.answer();
  }

  /** The end, whatever is under way. */
  cut() {
    if (!this.alive) return;
    this.alive = false;
    this.held = [];
  }

  private staysUntil() {
    return this.doneAt + (this.options.lingersMs ?? LINGERS_MS);
  }

  /** It ends, if nothing keeps it alive and it has stayed as long as it does. */
  end() {
    if (this.staysUntil() <= now) this.cut();
  }

  /** What the runtime does until then. */
  passTime(until: number) {
    if (this.staysUntil() < until) this.cut();
    if (this.respondedAt + WAIT_UNTIL_LIMIT_MS <= until) this.cut();
  }

  /** What the runtime does once the isolate's microtasks have run. */
  look() {
    const done = this.respondedAt < Infinity && this.waitingFor === 0;
    this.doneAt = done ? Math.min(this.doneAt, now) : Infinity;
    if (this.staysUntil() === this.doneAt) this.end();
  }
}

function hold<T>(what: string, effect: () => T): Promise<T> {
  const context = current.getStore();
  if (!context) return Promise.resolve(effect());
  return new Promise((resolve) => {
    const due = now + CALM_MS[what.split(" ")[0]];
    context.held.push({ what, due, answer: () => resolve(effect()) });
  });
}

/** One step of the schedule, and all that follows from it at once. */
async function at(ms: number, step: () => void) {
  for (const context of contexts) context.passTime(ms);
  now = ms;
  vi.setSystemTime(START + now);
  step();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const context of contexts) context.look();
}

async function arrives(ms: number, name: string, options: Options = {}) {
  const context = new Context(name, options);
  const visible: any = context;
  await at(ms, () => {
    const served = current.run(context, () =>
      runWithExecutionContext(visible, () => answerRequest(context)),
    );
    served.then(
      (header: string) => context.respond(header),
      () => context.respond("an error"),
    );
  });
  return context;
}

/** All is calm: whatever a living context has under way succeeds, after its usual time. */
async function calm() {
  for (;;) {
    const waiting = contexts.filter((context) => context.alive && context.next());
    waiting.sort((one, other) => one.next()!.due - other.next()!.due);
    if (waiting.length === 0) return;
    await at(Math.max(now, waiting[0].next()!.due), () => waiting[0].answer());
  }
}

// ---------------------------------------------------------------------------
// KV and the page
// ---------------------------------------------------------------------------

const store = new Map<string, string>();
let renders = 0;
let puts = 0;

/** Entries stay: that their age removes them one day is no refresh. */
const kv = {
  get: vi.fn((key: string) => hold("kv.get", () => store.get(key) ?? null)),
  put: vi.fn((key: string, value: string) => {
    puts++;
    return hold("kv.put", () => void store.set(key, value));
  }),
  delete: vi.fn(async (key: string) => void store.delete(key)),
  list: vi.fn(async () => ({ keys: [], list_complete: true })),
};

/** Which render KV holds; -1: none. */
function generation(): number {
  return Number(/generation (\d+)/.exec([...store.values()].join())?.[1] ?? -1);
}

function page(number: number) {
  const html = `generation ${number}`;
  return { kind: "PAGES" as const, html, pageData: {}, headers: undefined, status: 200 };
}

async function render() {
  const number = ++renders;
  await hold("render", () => {});
  return page(number);
}

/** Where AsyncLocalStorage shows no context, so that nothing can be registered with it. */
function unseen<T>(run: () => T): T {
  return runWithExecutionContext(null, run);
}

/** What the Pages Router does for a page with revalidate. */
async function answerRequest(_context: Context): Promise<string> {
  const cached = await isrGet(KEY);
  if (cached && !cached.isStale) return "HIT";
  if (cached) {
    triggerBackgroundRegeneration(KEY, async () => {
      const fresh = await render();
      await unseen(() => isrSet(KEY, fresh, REVALIDATE));
    });
    return "STALE";
  }
  const fresh = await render();
  await unseen(() => isrSet(KEY, fresh, REVALIDATE));
  return "MISS";
}

// ---------------------------------------------------------------------------

describe("pr-425, before #425 / regeneration only", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("later requests refresh the page", async () => {
    setCacheHandler(new KVCacheHandler(kv as any));
    // Stored long enough ago to have expired 5000 ms ago.
    vi.setSystemTime(START - 1000 * REVALIDATE_SECONDS - 5_000);
    await isrSet(KEY, page(0), REVALIDATE);

    const request1 = await arrives(0, "request 1", { lingersMs: 30 });
    await at(13, () => request1.answer("kv.get"));
    await at(36, () => request1.answer("render"));
    await at(66, () => request1.end());
    const request2 = await arrives(70_026, "request 2", { lingersMs: 39 });
    await at(70_031, () => request2.answer("kv.get"));
    await at(70_081, () => request2.answer("render"));
    await at(70_090, () => request2.answer("kv.put"));
    await at(70_120, () => request2.end());
    const request3 = await arrives(75_000, "request 3", { lingersMs: 7 });
    await at(75_008, () => request3.answer("kv.get"));
    await at(75_015, () => request3.end());
    const request4 = await arrives(80_000, "request 4", { lingersMs: 7 });
    await at(80_003, () => request4.answer("kv.get"));
    await at(80_010, () => request4.end());
    await calm();

    const before = generation();
    const [rendersBefore, putsBefore] = [renders, puts];
    const served: string[] = [];
    // The entry has expired after so long, and no context lives that long.
    const untilDue = 1000 * REVALIDATE_SECONDS + 60_000;
    for (let more = 1; more <= 3; more++) {
      const request = await arrives(now + untilDue, `later request ${more}`);
      await calm();
      served.push(request.served);
    }

    expect(
      generation(),
      `the page is not refreshed: 3 more requests were served ${served.join(", ")}; ` +
        `${renders - rendersBefore} renders began, ${puts - putsBefore} puts were called, ` +
        `and KV holds none of them`,
    ).toBeGreaterThan(before);
  });
});
