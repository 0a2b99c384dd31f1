// WeakRef and FinalizationRegistry that never let go: when V8 collects what nobody holds depends on
// more than the schedule, and a run could not be repeated.

export class WeakRef {
  #target;

  constructor(target) {
    if (target === null || !["object", "function", "symbol"].includes(typeof target)) {
      throw new TypeError("WeakRef: target must be an object");
    }
    this.#target = target;
  }
  deref() {
    return this.#target;
  }
  get [Symbol.toStringTag]() {
    return "WeakRef";
  }
}

export class FinalizationRegistry {
  constructor(callback) {
    if (typeof callback !== "function") {
      throw new TypeError("FinalizationRegistry: cleanup must be callable");
    }
  }
  register() {}
  unregister() {
    return false;
  }
  get [Symbol.toStringTag]() {
    return "FinalizationRegistry";
  }
}
