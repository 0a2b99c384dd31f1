// An await outside of functions, and hashed keys.
import { createHash } from "node:crypto";

const prefix = await Promise.resolve("page:");
const hashed = (key) => createHash("sha256").update(prefix).update(key).digest("hex");

export default class CacheHandler {
  constructor(kv) {
    this.kv = kv;
  }
  async get(key) {
    return this.kv.get(hashed(key), "json");
  }
  async set(key, value, { revalidate }) {
    const entry = { value, revalidate, lastModified: Date.now() };
    await this.kv.put(hashed(key), JSON.stringify(entry));
  }
}
