// A small stand-in for the simulator's C++ half: enough to run a bundle on Node, in a realm that
// has nothing but the language, as the one of the simulator.
import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const continuation = new AsyncLocalStorage();

function native_of(simulator) {
  let word = 1;
  const timers = [];
  return {
    getContinuation: () => continuation.getStore(),
    setContinuation(value) {
      const before = continuation.getStore();
      continuation.enterWith(value);
      return before;
    },
    random: () => 0.5,
    randomWord: () => (word = (word * 1664525 + 1013904223) >>> 0),
    setTimer: (callback, ms, id = timers.length + 1) => {
      timers[id - 1] = setTimeout(callback, ms);
      return id;
    },
    clearTimer: (id) => clearTimeout(timers[id - 1]),
    enqueueMicrotask: (callback) => queueMicrotask(callback),
    log: (level, text) =>
      level === "refusal"
        ? simulator.refused.push(text)
        : simulator.logged.push(`${level}: ${text}`),
    nowMs: () => simulator.now_ms,
    detach: (buffer) => void structuredClone(buffer, { transfer: [buffer] }),
    textOfAscii(bytes) {
      if (!ArrayBuffer.isView(bytes)) return undefined;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      return /^[\x00-\x7f]*$/.test(text) ? text : undefined;
    },
  };
}

const soon = (value) => new Promise((resolve) => setImmediate(() => resolve(value)));

export class Simulator {
  now_ms = 1_700_000_000_000;
  store = new Map(); // key -> {value, ttl, metadata}
  events = [];
  logged = [];
  refused = []; // what was used and is not simulated
  generation = 0;
  revalidate = 60;
  refuses_puts = false;
  render_throws = false;
  reads_search_params = false;

  /// @param bundle what bundle.mjs printed
  constructor(bundle) {
    this.global = vm.createContext({});
    const native = native_of(this);
    this.native = native;
    const evaluated = (file) =>
      vm.runInContext(readFileSync(file, "utf8"), this.global, { filename: file });
    vm.runInContext("globalThis", this.global)[Symbol.for("stalemate.native")] = native;
    evaluated(bundle.prelude)(native);
    native.equip(vm.runInContext("globalThis", this.global));
    this.outer = evaluated(bundle.program);
    vm.runInContext("(clock) => { Date.now = clock; }", this.global)(() => this.now_ms);
  }

  evaluate(text) {
    return vm.runInContext(text, this.global);
  }

  /// A fresh isolate: its own module globals.
  isolate() {
    const shadow = vm.runInContext("Object.create(globalThis)", this.global);
    this.native.equip(shadow);
    // The simulator leads names that the realm lacks to the isolate's globals; here they must do.
    const own = Object.getOwnPropertyNames(shadow).map((name) => [name, shadow[name]]);
    Object.assign(this.global, { self: shadow, global: shadow, ...Object.fromEntries(own) });
    return this.outer(shadow, this.#host());
  }

  #host() {
    const told = (...event) => this.events.push(event.join(" "));
    return {
      kvGet: (key) => {
        told("get", key);
        const found = this.store.get(key);
        return soon(found ? [found.value, found.metadata] : null);
      },
      kvPut: async (key, value, ttl, metadata) => {
        told("put", key);
        await soon();
        if (this.refuses_puts) throw new Error("KV PUT failed: 429 Too Many Requests");
        this.store.set(key, { value, ttl, metadata });
        told("stored", key);
      },
      kvDelete: async (key) => {
        told("delete", key);
        await soon();
        this.store.delete(key);
      },
      kvList: (prefix, limit, after) => {
        const all = [...this.store]
          .filter(([name]) => name.startsWith(prefix) && name > after)
          .sort()
          .map(([name, { metadata }]) => ({ name, metadata: metadata ?? undefined }));
        return soon({ keys: all.slice(0, limit), complete: all.length <= limit });
      },
      waitUntil: (promise) => {
        told("wait-until");
        this.waiting.push(promise);
      },
      render: async () => {
        const generation = `[[generation ${++this.generation}]]`;
        told("render", this.generation);
        await soon();
        if (this.render_throws) throw new Error("render failed");
        return {
          generation,
          revalidate: this.revalidate,
          readsSearchParams: this.reads_search_params,
        };
      },
      note: (what, key) => told(what, key),
      caught: (where, error) => this.logged.push(`caught: ${where}: ${error.message}`),
      bodyRead: () => soon().then(() => told("body-read")),
    };
  }

  /// Serves one request to its end, what it left with waitUntil included.
  /// @returns what was served, and the events of the request
  async serve(isolate, request) {
    const from = this.events.length;
    this.waiting = [];
    const { served, body } = await continuation.run(undefined, () => isolate.handle(request));
    const responded = this.events.length;
    for (let i = 0; i < this.waiting.length; ++i) await this.waiting[i].catch(() => {});
    for (let turn = 0; turn < 20; ++turn) await soon();
    return {
      served,
      generation: /\[\[generation (.*?)\]\]/.exec(body)?.[1],
      waited: this.waiting.length,
      before: this.events.slice(from, responded),
      events: this.events.slice(from),
    };
  }
}

export const request = (given = {}) => ({
  kind: "request",
  artifact: "html",
  router: "pages",
  contextVisible: true,
  ...given,
  page: { path: "/stalemate-page", revalidate: 60, expire: null, tags: [], ...given.page },
  switches: {
    putRegistered: true,
    regenerationRegistered: true,
    missStoredBehindResponse: false,
    handlerPerRequest: false,
    ...given.switches,
  },
});
