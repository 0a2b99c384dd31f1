export default class {
  async get(key) { return this.kv.get(key; }
}
