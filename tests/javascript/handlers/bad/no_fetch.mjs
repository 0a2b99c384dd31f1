export default class {
  async get() {
    return fetch("/entry");
  }
  async set() {}
}
