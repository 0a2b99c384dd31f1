// Events, AbortController and AbortSignal. A timeout is one of virtual time, and ends with the
// context that has set it, as on Workers.
import { Event, EventTarget } from "event-target-shim";
import { setTimeout } from "./timers.mjs";

const key = Symbol("made here");
let abort;
const aborted = () => new DOMException("The operation was aborted", "AbortError");

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #handler = null;

  constructor(permission) {
    if (permission !== key) throw new TypeError("Illegal constructor");
    super();
  }
  static abort(reason) {
    const signal = new AbortSignal(key);
    abort(signal, reason);
    return signal;
  }
  static timeout(ms) {
    const signal = new AbortSignal(key);
    const reason = () =>
      new DOMException("The operation was aborted due to timeout", "TimeoutError");
    setTimeout(() => abort(signal, reason()), ms);
    return signal;
  }
  static any(signals) {
    const all = [...signals];
    const first = all.find((signal) => signal.aborted);
    if (first) return AbortSignal.abort(first.reason);
    const joined = new AbortSignal(key);
    for (const signal of all) {
      signal.addEventListener("abort", () => abort(joined, signal.reason), { once: true });
    }
    return joined;
  }

  get aborted() {
    return this.#aborted;
  }
  get reason() {
    return this.#reason;
  }
  get onabort() {
    return this.#handler;
  }
  set onabort(handler) {
    if (this.#handler) this.removeEventListener("abort", this.#handler);
    this.#handler = typeof handler === "function" ? handler : null;
    if (this.#handler) this.addEventListener("abort", this.#handler);
  }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }
  get [Symbol.toStringTag]() {
    return "AbortSignal";
  }

  static {
    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? aborted() : reason;
      signal.dispatchEvent(new Event("abort"));
    };
  }
}

export class AbortController {
  #signal = new AbortSignal(key);

  get signal() {
    return this.#signal;
  }
  abort(reason) {
    abort(this.#signal, reason);
  }
}

export { Event, EventTarget };
