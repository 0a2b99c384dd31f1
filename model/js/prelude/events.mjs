// Events beside those of AbortSignal, errors that are reported, and marks of performance.
import { Event, EventTarget } from "event-target-shim";
import { error as log_error } from "./console.mjs";

export class CustomEvent extends Event {
  #detail;

  constructor(type, init) {
    super(type, init);
    this.#detail = init?.detail ?? null;
  }
  get detail() {
    return this.#detail;
  }
}

/// What is in `init`, by names and what they are otherwise.
function event_with(members) {
  class Made extends Event {
    #init;

    constructor(type, init) {
      super(type, init);
      this.#init = { ...members, ...init };
    }
    static {
      for (const name of Object.keys(members)) {
        Object.defineProperty(this.prototype, name, {
          get() {
            return this.#init[name];
          },
          enumerable: true,
          configurable: true,
        });
      }
    }
  }
  return Made;
}

const ErrorEvent = event_with({ message: "", filename: "", lineno: 0, colno: 0, error: undefined });
const CloseEvent = event_with({ wasClean: false, code: 0, reason: "" });
const PromiseRejectionEvent = event_with({ promise: undefined, reason: undefined });
export { CloseEvent, ErrorEvent, PromiseRejectionEvent };

/// The isolate's own listeners. What happens in it (an unhandled rejection) is not dispatched.
const targets = new WeakMap(); // by the object that the isolate's code knows as `self`
function target() {
  if (!targets.has(self)) targets.set(self, new EventTarget());
  return targets.get(self);
}
export const addEventListener = (...given) => target().addEventListener(...given);
export const removeEventListener = (...given) => target().removeEventListener(...given);
export const dispatchEvent = (event) => target().dispatchEvent(event);

export class MessageEvent extends Event {
  #init;

  constructor(type, init) {
    super(type, init);
    this.#init = init ?? {};
  }
  get data() {
    return this.#init.data ?? null;
  }
  get origin() {
    return this.#init.origin ?? "";
  }
  get lastEventId() {
    return this.#init.lastEventId ?? "";
  }
  get source() {
    return this.#init.source ?? null;
  }
  get ports() {
    return this.#init.ports ?? [];
  }
}

/// Nobody listens to errors here: what is reported is said.
export function reportError(error) {
  log_error("reported:", error);
}

/// Of virtual time. Marks are given and not kept.
const entry = (entryType, name, startTime, duration, detail = null) => ({
  entryType,
  name: String(name),
  startTime,
  duration,
  detail,
});
export const performance = {
  now: () => native.nowMs(),
  timeOrigin: 0,
  mark: (name, { startTime, detail } = {}) =>
    entry("mark", name, startTime ?? native.nowMs(), 0, detail),
  measure: (name) => entry("measure", name, 0, native.nowMs()),
  clearMarks() {},
  clearMeasures() {},
  getEntries: () => [],
  getEntriesByName: () => [],
  getEntriesByType: () => [],
};
