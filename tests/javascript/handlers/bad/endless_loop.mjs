export default class {
  async get() {
    for (;;);
  }
  async set() {}
}
