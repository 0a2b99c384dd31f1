// node:async_hooks: AsyncLocalStorage over V8's continuation-preserved embedder data, which travels over await, then, queueMicrotask and timers by itself.
//
// The data is one Map from storage to value for all storages. It is never changed, only replaced:
// what was captured with a promise reaction stays what it was.

const nothing = new Map();
const current = () => native.getContinuation() ?? nothing;

function running(context, callback, values) {
  const before = native.setContinuation(context);
  try {
    return callback(...values);
  } finally {
    native.setContinuation(before);
  }
}

export class AsyncLocalStorage {
  #default;

  constructor({ defaultValue, name = "" } = {}) {
    this.#default = defaultValue;
    this.name = name;
  }
  static bind(callback) {
    const context = native.getContinuation();
    return (...values) => running(context, callback, values);
  }
  static snapshot() {
    const context = native.getContinuation();
    return (callback, ...values) => running(context, callback, values);
  }

  getStore() {
    const stores = current();
    return stores.has(this) ? stores.get(this) : this.#default;
  }
  run(store, callback, ...values) {
    return running(this.#with(store), callback, values);
  }
  exit(callback, ...values) {
    return this.run(undefined, callback, ...values);
  }
  // Workers leave these out: developers.cloudflare.com/workers/runtime-apis/nodejs/asynclocalstorage
  enterWith() {
    throw new Error("asyncLocalStorage.enterWith() is not implemented");
  }
  disable() {
    throw new Error("asyncLocalStorage.disable() is not implemented");
  }

  #with(store) {
    return new Map(current()).set(this, store);
  }
}

export class AsyncResource {
  #context = native.getContinuation();

  static bind(callback) {
    return AsyncLocalStorage.bind(callback);
  }
  constructor(type) {
    this.type = type;
  }
  runInAsyncScope(callback, self, ...values) {
    return running(this.#context, callback.bind(self), values);
  }
  bind(callback) {
    return (...values) => this.runInAsyncScope(callback, undefined, ...values);
  }
  emitDestroy() {
    return this;
  }
  asyncId() {
    return 0;
  }
  triggerAsyncId() {
    return 0;
  }
}

export const executionAsyncId = () => 0;
