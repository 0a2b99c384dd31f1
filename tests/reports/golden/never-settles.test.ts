/**
 * Written by `stalemate export` from a saved schedule.
 * Scenario assumptions-app, cell vinext-0.0.55 / render never settles.
 *
 * The page stays STALE for ever (isolate 1, at 2210 ms).
 * Handler vinext-0.0.55, App Router; 1 isolate in 1 colo; at the start the store holds an entry
 * that expired 5000 ms ago of html and no entry of rsc.
 *
 * Request 1 comes to isolate 1 at 0 ms. It begins to regenerate the page behind its response and
 * takes the dedupe slot. The render waits for a promise that nothing will settle. It is served
 * STALE, generation 0 at 5 ms. Its context is ended as hung at 5 ms. Its dedupe slot stays behind
 * in the isolate.
 *
 * Long after, when all is calm: Request 2 comes to isolate 1 at 1105 ms. It starts no
 * regeneration, for the dedupe map says that one is under way. It is served STALE, generation 0 at
 * 1110 ms. Its context ends at 1110 ms, for nothing keeps it alive.
 *
 * Each later request finds the dedupe slot of the page taken and starts no regeneration. Only the
 * request that took the slot would free it, and it will not: only the end of the isolate takes the
 * slot away.
 *
 * Each later regeneration is ended as hung: nothing that it waits for can come.
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
const REVALIDATE_SECONDS = 1;
/** What isrSet() takes: seconds up to 0.0.55, a policy in 1.x. */
const REVALIDATE: any =
  isrSet.length > 3 ? REVALIDATE_SECONDS : { cacheControl: { revalidate: REVALIDATE_SECONDS } };
const WAIT_UNTIL_LIMIT_MS = 30_000;
/** How long things take when all is calm. */
const CALM_MS: Record<string, number> = { "kv.get": 5, "kv.put": 30, render: 20 };
const KEYS = { html: "app:/page:html", rsc: "app:/page:rsc" };
type Artifact = keyof typeof KEYS;

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
  artifact?: Artifact;
  /** What nobody will ever answer. */
  unanswered?: string[];
  /** What is no I/O, and will never settle. */
  idle?: string[];
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
    const { unanswered = [] } = this.options;
    return this.held
      .filter((latch) => !unanswered.includes(latch.what) && (!what || latch.what === what))
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

  /** What the runtime does until then. */
  passTime(until: number) {
    if (this.respondedAt + WAIT_UNTIL_LIMIT_MS <= until) this.cut();
  }

  /** What the runtime does once the isolate's microtasks have run. */
  look() {
    const done = this.respondedAt < Infinity && this.waitingFor === 0;
    if (done) this.cut();
    const { idle = [] } = this.options;
    // The hang detector: it waits, and nothing that it waits for can come.
    if (!done && this.held.every((latch) => idle.includes(latch.what))) this.cut();
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

function of(operation: string, key: string): string {
  return `${operation} ${key.endsWith("rsc") ? "rsc" : "html"}`;
}

/** Entries stay: that their age removes them one day is no refresh. */
const kv = {
  get: vi.fn((key: string) => hold(of("kv.get", key), () => store.get(key) ?? null)),
  put: vi.fn((key: string, value: string) => {
    puts++;
    return hold(of("kv.put", key), () => void store.set(key, value));
  }),
  delete: vi.fn(async (key: string) => void store.delete(key)),
  list: vi.fn(async () => ({ keys: [], list_complete: true })),
};

/** Which render KV holds; -1: none. */
function generation(artifact: Artifact): number {
  const key = [...store.keys()].find((each) => each.endsWith(KEYS[artifact]));
  return Number(/generation (\d+)/.exec(store.get(key ?? "") ?? "")?.[1] ?? -1);
}

function page(number: number) {
  const html = `generation ${number}`;
  return {
    kind: "APP_PAGE" as const,
    html,
    rscData: undefined,
    headers: undefined,
    postponed: undefined,
    status: 200,
  };
}

async function render() {
  const number = ++renders;
  await hold("render", () => {});
  return page(number);
}

/** What the App Router does for a page with revalidate. */
async function answerRequest(context: Context): Promise<string> {
  const { artifact = "html" } = context.options;
  const cached = await isrGet(KEYS[artifact]).catch(() => null);
  if (cached && !cached.isStale) return "HIT";
  if (cached) {
    triggerBackgroundRegeneration(KEYS[artifact], async () => {
      const fresh = await render();
      if (artifact === "rsc") await isrSet(KEYS.rsc, fresh, REVALIDATE);
      else await Promise.all([
        isrSet(KEYS.rsc, fresh, REVALIDATE),
        isrSet(KEYS.html, fresh, REVALIDATE),
      ]);
    });
    return "STALE";
  }
  const fresh = await render();
  const written =
    artifact === "rsc"
      ? isrSet(KEYS.rsc, fresh, REVALIDATE)
      : Promise.all([
          isrSet(KEYS.html, fresh, REVALIDATE),
          isrSet(KEYS.rsc, fresh, REVALIDATE),
        ]);
  context.waitUntil(written);
  return "MISS";
}

// ---------------------------------------------------------------------------

describe("assumptions-app, vinext-0.0.55 / render never settles", () => {
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
    await isrSet(KEYS.html, page(0), REVALIDATE);

    const request1 = await arrives(0, "request 1", { unanswered: ["render"], idle: ["render"] });
    await at(5, () => request1.answer("kv.get html"));
    await calm();

    const before = { html: generation("html"), rsc: generation("rsc") };
    const [rendersBefore, putsBefore] = [renders, puts];
    const served: string[] = [];
    // The entry has expired after so long, and no context lives that long.
    const untilDue = 1000 * REVALIDATE_SECONDS + 60_000;
    for (let more = 1; more <= 3; more++) {
      const html = await arrives(now + untilDue, `later request ${more}`);
      await calm();
      served.push(html.served);
    }

    expect(
      generation("html"),
      `html is not refreshed: 3 more requests were served ${served.join(", ")}; ` +
        `${renders - rendersBefore} renders began, ${puts - putsBefore} puts were called, ` +
        `and KV holds none of them`,
    ).toBeGreaterThan(before.html);
  });
});
