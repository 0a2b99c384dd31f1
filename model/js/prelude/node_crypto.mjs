// node:crypto: hashes and random numbers.
import { crypto as webcrypto } from "./crypto.mjs";
import { hash_named } from "./digests.mjs";
import { mac_of, timingSafeEqual } from "./hmac.mjs";
import { Buffer } from "./node_buffer.mjs";
import { use } from "./node_module.mjs";

const bytes = (data, encoding) =>
  typeof data === "string"
    ? Buffer.from(data, encoding)
    : new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);

class Hash {
  #state;

  constructor(state) {
    this.#state = state;
  }
  update(data, encoding) {
    this.#state.update(bytes(data, encoding));
    return this;
  }
  copy() {
    return new Hash(this.#state.clone());
  }
  digest(encoding) {
    const result = Buffer.from(this.#state.digest());
    return encoding && encoding !== "buffer" ? result.toString(encoding) : result;
  }
}

export function createHash(name) {
  const hash = hash_named(name);
  if (!hash) use("node:crypto", `createHash("${name}")`);
  return new Hash(hash.create());
}

export function createHmac(name, key) {
  const hash = hash_named(name);
  if (!hash) use("node:crypto", `createHmac("${name}")`);
  return new Hash(mac_of(hash, bytes(key)));
}

export const hash = (name, data, encoding = "hex") =>
  createHash(name).update(data).digest(encoding);

export { timingSafeEqual, webcrypto };
export const { subtle } = webcrypto;
export const randomUUID = () => webcrypto.randomUUID();
export const getRandomValues = (array) => webcrypto.getRandomValues(array);
export const randomBytes = (size) => Buffer.from(getRandomValues(new Uint8Array(size)));
