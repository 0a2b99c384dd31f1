// Events beside those of AbortSignal, errors that are reported, and marks of performance.
import { Event } from "event-target-shim";
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
