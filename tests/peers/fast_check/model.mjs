// The seed scenario for fast-check's scheduler: four requests for one page, the handler before
// vinext's pull request 425 (set() resolves before its kv.put() is done) or with it, the put not
// registered with waitUntil, the regeneration registered.
//
// What fast-check decides is the order in which operations complete; what is modelled of the
// runtime is only what this scenario needs: a context ends some time after its response is sent and
// its waitUntil set is empty, and takes what it has under way with it. After the four requests all
// is calm: requests come one after the other, each once the entry has expired, with the scenario's
// typical latencies; no newer generation in two of them means STALE for ever.
import fc from 'fast-check';
import { ARRIVALS_MS, CalmTimes, REVALIDATE_MS } from './calm_times.mjs';

class World {
  constructor(putAwaited) {
    this.putAwaited = putAwaited;
    this.now = 0;
    this.entry = { generation: 0, expiresAt: -5000 };
    this.generations = 0;
    this.pendingRegenerations = new Map();
    this.requests = 0;
  }

  /// An operation of a context: what it does happens when it completes, unless the context is gone.
  operation(context, kind, effect) {
    return new Promise((resolve) => {
      this.complete(kind, context.request).then(() => {
        if (context.alive) resolve(effect());
      });
    });
  }

  async set(context, value) {
    const put = this.operation(context, 'put', () => {
      this.entry = value;
    });
    if (this.putAwaited) await put;
  }

  async regenerate(context) {
    await this.operation(context, 'render', () => undefined);
    const value = { generation: ++this.generations, expiresAt: this.now + REVALIDATE_MS };
    await this.set(context, value);
  }

  trigger(context) {
    if (this.pendingRegenerations.has('page')) return;
    const regeneration = this.regenerate(context).finally(() => {
      this.pendingRegenerations.delete('page');
    });
    this.pendingRegenerations.set('page', regeneration);
    context.waitUntil.push(regeneration);
  }

  async request() {
    const context = { alive: true, waitUntil: [], request: ++this.requests };
    const entry = await this.operation(context, 'get', () => this.entry);
    if (this.now >= entry.expiresAt) this.trigger(context);
    Promise.all(context.waitUntil).then(async () => {
      await this.complete('teardown', context.request);
      context.alive = false;
    });
  }
}

/// @return whether a page that has expired is stored anew in the end
async function heals(world, scheduler) {
  world.complete = (kind, request) => scheduler.schedule(Promise.resolve(), `${kind} ${request}`);
  for (const at of ARRIVALS_MS) {
    scheduler.schedule(Promise.resolve(), 'arrival').then(() => {
      world.now = Math.max(world.now, at);
      world.request();
    });
  }
  // What an operation sets going is scheduled some microtasks later.
  do {
    await scheduler.waitAll();
    for (let turn = 0; turn < 10; ++turn) await undefined;
  } while (scheduler.count() > 0);
  const calm = new CalmTimes({ now: 0 });
  world.complete = (kind) => calm.complete(kind);
  for (let burst = 0; burst < 2; ++burst) {
    world.now = Math.max(world.now, world.entry.expiresAt) + 1;
    const before = world.entry.generation;
    world.request();
    await calm.run();
    if (world.entry.generation > before) return true;
  }
  return false;
}

const property = (putAwaited) =>
  fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    if (!(await heals(new World(putAwaited), scheduler))) throw new Error('STALE for ever');
  });

const steps = (result) =>
  String(result.counterexample[0]).split('\n').filter((line) => line.includes('-> [')).length;

const runs = Number(process.argv[2] ?? 5000);
await fc.check(property(true), { numRuns: 500, seed: 7 });
const began = process.hrtime.bigint();
const healthy = await fc.check(property(true), { numRuns: runs, seed: 1 });
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
const found = await fc.check(property(false), { numRuns: runs, seed: 1, endOnFailure: true });
const shrunk = await fc.check(property(false), { numRuns: runs, seed: 1 });
console.log(
  JSON.stringify({
    rate: Math.round(runs / seconds),
    healthy: !healthy.failed,
    found: found.failed,
    runs_to_find: found.numRuns,
    steps_before: steps(found),
    steps_after: steps(shrunk),
    shrinks: shrunk.numShrinks,
  }),
);
