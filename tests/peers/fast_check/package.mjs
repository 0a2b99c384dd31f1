// The seed scenario for fast-check's scheduler with a published package in place of a model: the
// bundle that the simulator runs, as a fresh module for each schedule.
//   node package.mjs BUNDLE PRELUDE RUNS [required]
//
// A module is made fresh as in the simulator: its code, compiled once, is called once more. With
// `required` it is made as one does on Node, where its file is required again; an import() of
// another address takes twice as long as that.
//
// As in model.mjs, what fast-check decides is the order in which operations complete, and of the
// runtime there is what this scenario needs: a context ends some time after its response is sent and
// its waitUntil set is empty, and takes what it has under way with it. The same two calm rounds
// follow. Node's own globals serve the package, and one AsyncLocalStorage carries its contexts: an
// instance for each module would stay behind for ever. What the simulator makes once and not with
// each isolate is made once here, too, of the same files (PRELUDE, their folder).
import { AsyncLocalStorage } from 'node:async_hooks';
import buffer from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import fc from 'fast-check';
import { ARRIVALS_MS, CalmTimes, REVALIDATE_MS } from './calm_times.mjs';

const BEGIN_MS = 1_700_000_000_000;

const [bundle, prelude, wanted_runs, way] = process.argv.slice(2);
const code = readFileSync(bundle, 'utf8');
const compiled = vm.runInThisContext(code);
const require = createRequire(import.meta.url);
if (way === 'required') writeFileSync('fresh.cjs', `module.exports = ${code}`);

function fresh_module(globals, host) {
  if (way !== 'required') return compiled(globals, host);
  delete require.cache[require.resolve('./fresh.cjs')];
  return require('./fresh.cjs')(globals, host);
}
const running = new AsyncLocalStorage(); // { context, own }
const native = {
  getContinuation: () => running.getStore()?.own,
  setContinuation(own) {
    const before = running.getStore();
    running.enterWith({ context: before?.context, own });
    return before?.own;
  },
  content_of_body: () => undefined,
};
globalThis.native = native; // as in the function that bundle.mjs wraps around the prelude
globalThis[Symbol.for('stalemate.native')] = native;
const of_prelude = (file) => import(pathToFileURL(path.join(prelude, file)));
Object.assign(native, await of_prelude('kv_namespace.mjs'), await of_prelude('node_module.mjs'), {
  node_modules: {
    'node:async_hooks': await of_prelude('async_hooks.mjs'),
    'node:buffer': buffer,
    'node:path': path,
  },
});

const clock = { now: BEGIN_MS };
Date.now = () => clock.now;
console.error = console.warn = () => {};

class World {
  store = new Map();
  generations = 0;
  stored = 0; // how often a page was
  requests = 0;

  constructor() {
    this.module = fresh_module(Object.create(globalThis), this.#host());
  }

  /// An operation of a context: what it does happens when it completes, unless the context is gone.
  #operation(kind, effect) {
    const { context } = running.getStore();
    return new Promise((resolve) => {
      this.complete(kind, context.request).then(() => {
        if (context.alive) resolve(effect());
      });
    });
  }

  #host() {
    return {
      kvGet: (key) => this.#operation('get', () => this.store.get(key) ?? null),
      kvPut: (key, value, ttl, metadata) =>
        this.#operation('put', () => {
          this.store.set(key, [value, metadata ?? null]);
          ++this.stored;
        }),
      kvDelete: (key) => this.#operation('delete', () => void this.store.delete(key)),
      waitUntil: (promise) => void running.getStore().context.waitUntil.push(promise),
      render: () =>
        this.#operation('render', () => ({
          generation: `[[generation ${++this.generations}.1.1.1]]`,
          revalidate: REVALIDATE_MS / 1000,
        })),
      bodyRead: async () => {},
      note() {},
    };
  }

  async request() {
    const context = { alive: true, waitUntil: [], request: ++this.requests };
    await running.run({ context, own: undefined }, () =>
      this.module.handle({
        kind: 'request',
        artifact: 'html',
        router: 'pages',
        contextVisible: true,
        page: { path: '/stalemate-page', revalidate: REVALIDATE_MS / 1000, expire: null, tags: [] },
        switches: {
          putRegistered: true,
          regenerationRegistered: true,
          missStoredBehindResponse: false,
          handlerPerRequest: false,
        },
      }),
    );
    // What is registered meanwhile counts as well, and so does what fails.
    for (let index = 0; index < context.waitUntil.length; ++index) {
      await context.waitUntil[index].catch(() => {});
    }
    await this.complete('teardown', context.request);
    context.alive = false;
  }
}

/// What lies in the store when a schedule begins: the page, expired for five seconds.
async function stored_before() {
  clock.now = BEGIN_MS - REVALIDATE_MS - 5000;
  const world = new World();
  const calm = new CalmTimes(clock);
  world.complete = (kind) => calm.complete(kind);
  world.request();
  await calm.run();
  return world.store;
}

/// @return whether a page that has expired is stored anew in the end
async function heals(before, scheduler) {
  clock.now = BEGIN_MS;
  const world = new World();
  world.store = new Map(before);
  world.complete = (kind, request) => scheduler.schedule(Promise.resolve(), `${kind} ${request}`);
  for (const at of ARRIVALS_MS) {
    scheduler.schedule(Promise.resolve(), 'arrival').then(() => {
      clock.now = Math.max(clock.now, BEGIN_MS + at);
      world.request();
    });
  }
  // What an operation sets going is scheduled some microtasks later.
  do {
    await scheduler.waitAll();
    await new Promise((resolve) => setImmediate(resolve));
  } while (scheduler.count() > 0);
  const calm = new CalmTimes(clock);
  world.complete = (kind) => calm.complete(kind);
  let progress = 0;
  for (let burst = 0; burst < 2; ++burst) {
    clock.now += REVALIDATE_MS + 1000;
    const stored = world.stored;
    world.request();
    await calm.run();
    if (world.stored > stored) ++progress;
  }
  return progress === 2;
}

const before = await stored_before();
if (before.size !== 1) throw new Error('the package stored no page');
const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
  if (!(await heals(before, scheduler))) throw new Error('STALE for ever');
});
const runs = Number(wanted_runs ?? 2000);
await fc.check(property, { numRuns: Math.ceil(runs / 3), seed: 7, endOnFailure: true });
const began = process.hrtime.bigint();
const result = await fc.check(property, { numRuns: runs, seed: 1, endOnFailure: true });
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(
  JSON.stringify({
    rate: Math.round(result.numRuns / seconds),
    healthy: !result.failed,
    runs: result.numRuns,
    resident_mb: Math.round(process.memoryUsage.rss() / 1e6),
  }),
);
