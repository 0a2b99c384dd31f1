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

export function setTimeout(callback, ms = 0, ...values) {
  return native.setTimer(carrying(callback, values), Math.max(0, Number(ms) || 0));
}

export function setInterval(callback, ms = 0, ...values) {
  const run = carrying(callback, values);
  // No period of nothing: it would never let time pass.
  const period_ms = Math.max(1, Number(ms) || 0);
  const id = native.setTimer(again, period_ms);
  function again() {
    native.setTimer(again, period_ms, id);
    run();
  }
  return id;
}

export function setImmediate(callback, ...values) {
  return setTimeout(callback, 0, ...values);
}

export function clearTimeout(id) {
  if (id === undefined || id === null) return;
  native.clearTimer(id);
}

export const scheduler = {
  wait(ms, { signal } = {}) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)));
    });
  },
};

export { clearTimeout as clearInterval, clearTimeout as clearImmediate };
