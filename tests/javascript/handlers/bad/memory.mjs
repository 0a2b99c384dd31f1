export default class {
  async get() {
    const kept = [];
    for (;;) kept.push(new Array(1_000_000).fill(kept.length));
  }
  async set() {}
}
