export default class {
  async get() {
    for (;;) await null;
  }
  async set() {}
}
