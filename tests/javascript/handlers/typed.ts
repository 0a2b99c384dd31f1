// TypeScript, and a named export; what forgetful.mjs forgets is awaited.
type Entry = { value: unknown; revalidate: number; lastModified: number };
type Store = {
  get(key: string, type: "json"): Promise<Entry | null>;
  put(key: string, value: string): Promise<void>;
};

export class PageCache {
  readonly #kv: Store;

  constructor(kv: Store) {
    this.#kv = kv;
  }
  get(key: string): Promise<Entry | null> {
    return this.#kv.get(`page:${key}`, "json");
  }
  async set(key: string, value: unknown, { revalidate }: { revalidate: number }): Promise<void> {
    const entry: Entry = { value, revalidate, lastModified: Date.now() };
    await this.#kv.put(`page:${key}`, JSON.stringify(entry));
  }
}
