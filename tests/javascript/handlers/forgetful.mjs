// A cache handler of twenty lines, with a bug.
export default class CacheHandler {
  constructor(kv) {
    this.kv = kv;
  }

  async get(key) {
    return this.kv.get(`page:${key}`, "json");
  }

  async set(key, value, { revalidate, tags }) {
    const entry = { value, tags, revalidate, lastModified: Date.now() };
    this.kv.put(`page:${key}`, JSON.stringify(entry));
  }

  async revalidateTag(tags) {
    for (const tag of [tags].flat()) await this.kv.put(`tag:${tag}`, String(Date.now()));
  }

  resetRequestCache() {}
}
