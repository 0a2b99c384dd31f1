// Timers and microtasks over the simulator's: what is scheduled runs with the asynchronous context
// of whoever scheduled it.

function carrying(callback, values = []) {
  if (typeof callback !== "function") throw new TypeError("the callback must be a function");
  const context = native.getContinuation();
  return () => {
    const before = native.setContinuation(context);
    try {
      callback(...values);
    } finally {
      native.setContinuation(before);
    }
  };
}

export function queueMicrotask(callback) {
  native.enqueueMicrotask(carrying(callback));
}

let number_of;

/// What setTimeout gives since the compatibility date 2026-02-10, as Node does
/// (github.com/cloudflare/workerd, src/node/internal/internal_timers.ts).
export class Timeout {
  #start;
  #number;
  #refed = true;

  /// @param start starts it, and gives its number
  constructor(start) {
    this.#start = start;
    this.#number = start();
  }
  static {
    number_of = (timer) => (#number in timer ? timer.#number : undefined);
  }

  refresh() {
    clearTimeout(this);
    this.#number = this.#start();
    return this;
  }
  ref() {
    this.#refed = true;
    return this;
  }
  unref() {
    this.#refed = false;
    return this;
  }
  hasRef() {
    return this.#refed;
  }
  close() {
    clearTimeout(this);
    return this;
  }
  [Symbol.dispose]() {
    clearTimeout(this);
  }
  [Symbol.toPrimitive]() {
    return this.#number;
  }
}

export function setTimeout(callback, ms = 0, ...values) {
  const run = carrying(callback, values);
  return new Timeout(() => native.setTimer(run, Math.max(0, Number(ms) || 0)));
}

export function setInterval(callback, ms = 0, ...values) {
  const run = carrying(callback, values);
  // No period of nothing: it would never let time pass.
  const period_ms = Math.max(1, Number(ms) || 0);
  return new Timeout(() => {
    const id = native.setTimer(again, period_ms);
    function again() {
      native.setTimer(again, period_ms, id);
      run();
    }
    return id;
  });
}

export function setImmediate(callback, ...values) {
  return setTimeout(callback, 0, ...values);
}

export function clearTimeout(timer) {
  if (timer === undefined || timer === null) return;
  native.clearTimer(typeof timer === "object" ? number_of(timer) : timer);
}

/// @param failed what is thrown when the signal says so
function waited(ms, value, signal, failed) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw failed(signal);
    const timer = setTimeout(resolve, ms, value);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(failed(signal))));
  });
}

export const scheduler = {
  wait: (ms, { signal } = {}) => waited(ms, undefined, signal, ({ reason }) => reason),
};

function abort_error({ reason }) {
  const error = new Error("The operation was aborted", { cause: reason });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}

/// node:timers/promises
export const promises = {
  setTimeout: (ms, value, { signal } = {}) => waited(ms, value, signal, abort_error),
  setImmediate: (value, { signal } = {}) => waited(0, value, signal, abort_error),
  async *setInterval(ms, value, { signal } = {}) {
    for (;;) yield await waited(Math.max(1, Number(ms) || 0), value, signal, abort_error);
  },
  scheduler,
};

export { clearTimeout as clearInterval, clearTimeout as clearImmediate };
