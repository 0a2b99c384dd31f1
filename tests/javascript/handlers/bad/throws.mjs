export default class {
  async get() {
    return null;
  }
  async set(key, value) {
    value.missing.property = key;
  }
}
