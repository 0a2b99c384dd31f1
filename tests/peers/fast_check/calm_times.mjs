// The seed scenario's times, and the calm end's way to complete operations: each after its typical
// time, in order.
export const REVALIDATE_MS = 60_000;
export const ARRIVALS_MS = [0, 70_000, 75_000, 80_000];
const TYPICAL_MS = { get: 5, render: 20, put: 30, teardown: 0 };

export class CalmTimes {
  #waiting = [];
  #count = 0;
  #clock;

  /// @param clock its `now` goes on with what completes
  constructor(clock) {
    this.#clock = clock;
  }
  complete(kind) {
    return new Promise((resolve) => {
      const at = this.#clock.now + TYPICAL_MS[kind];
      this.#waiting.push({ at, order: this.#count++, resolve });
    });
  }
  async run() {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length === 0) return;
      this.#waiting.sort((one, other) => one.at - other.at || one.order - other.order);
      const next = this.#waiting.shift();
      this.#clock.now = next.at;
      next.resolve();
    }
  }
}
