// node:events, as far as packages use it: EventEmitter and once(). A function, for older packages
// call it upon objects of their own.
const kept = Symbol("listeners");

export function EventEmitter() {}

const of = (emitter, name) => emitter[kept]?.get(name) ?? [];

function add(emitter, name, listener, { once = false, first = false } = {}) {
  if (typeof listener !== "function") {
    throw new TypeError('The "listener" argument must be of type function.');
  }
  if (of(emitter, "newListener").length > 0) emitter.emit("newListener", name, listener);
  emitter[kept] ??= new Map();
  const entry = { listener, once };
  emitter[kept].set(name, first ? [entry, ...of(emitter, name)] : [...of(emitter, name), entry]);
  return emitter;
}

function remove(emitter, name, listener) {
  const entries = of(emitter, name);
  const at = entries.findLastIndex((entry) => entry.listener === listener);
  if (at < 0) return emitter;
  if (entries.length === 1) emitter[kept].delete(name);
  else emitter[kept].set(name, entries.toSpliced(at, 1));
  return emitter;
}

const methods = {
  on(name, listener) {
    return add(this, name, listener);
  },
  once(name, listener) {
    return add(this, name, listener, { once: true });
  },
  prependListener(name, listener) {
    return add(this, name, listener, { first: true });
  },
  prependOnceListener(name, listener) {
    return add(this, name, listener, { once: true, first: true });
  },
  off(name, listener) {
    return remove(this, name, listener);
  },
  removeAllListeners(name) {
    if (name === undefined) this[kept] = undefined;
    else this[kept]?.delete(name);
    return this;
  },
  emit(name, ...values) {
    const entries = of(this, name);
    if (entries.length === 0 && name === "error") {
      const [cause] = values;
      throw cause instanceof Error ? cause : new Error("Unhandled error.", { cause });
    }
    for (const { listener, once } of entries) {
      if (once) remove(this, name, listener);
      listener.apply(this, values);
    }
    return entries.length > 0;
  },
  listeners(name) {
    return of(this, name).map(({ listener }) => listener);
  },
  listenerCount(name) {
    return of(this, name).length;
  },
  eventNames() {
    return [...(this[kept]?.keys() ?? [])];
  },
  setMaxListeners() {
    return this;
  },
  getMaxListeners: () => 10,
};
methods.addListener = methods.on;
methods.removeListener = methods.off;
const described = Object.getOwnPropertyDescriptors(methods);
for (const name of Object.keys(described)) described[name].enumerable = false;
Object.defineProperties(EventEmitter.prototype, described);

/// Resolves with what the next event is emitted with.
export function once(emitter, name) {
  return new Promise((resolve, reject) => {
    const failed = (error) => (emitter.off(name, came), reject(error));
    const came = (...values) => (emitter.off("error", failed), resolve(values));
    emitter.once(name, came);
    if (name !== "error") emitter.once("error", failed);
  });
}

Object.assign(EventEmitter, { EventEmitter, once, defaultMaxListeners: 10 });
