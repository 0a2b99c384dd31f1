// Methods as fields of each object; and every set() but the first never ends.
export default class {
  constructor(kv) {
    this.kv = kv;
  }
  sets = 0;
  get = async (key) => this.kv.get(`page:${key}`, "json");
  set = async (key, value, { revalidate }) => {
    if (++this.sets > 1) await new Promise(() => {});
    const entry = { value, revalidate, lastModified: Date.now() };
    await this.kv.put(`page:${key}`, JSON.stringify(entry));
  };
}
