// crypto.DigestStream: a hash of what is written into it
// (developers.cloudflare.com/workers/runtime-apis/web-crypto/#constructors).
import { hash_named, unknown_hash } from "./digests.mjs";
import { bytes_of, WritableStream } from "./streams.mjs";
import { TextEncoder } from "./text.mjs";

export class DigestStream extends WritableStream {
  #written = 0;
  #digest;

  constructor(algorithm) {
    const hash = hash_named(typeof algorithm === "string" ? algorithm : algorithm?.name);
    if (!hash) throw unknown_hash();
    const state = hash.create();
    let settle;
    const digest = new Promise((resolve, reject) => (settle = { resolve, reject }));
    digest.catch(() => {});
    super({
      write: (chunk) => {
        const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : bytes_of(chunk);
        this.#written += bytes.byteLength;
        state.update(bytes);
      },
      close: () => settle.resolve(state.digest().buffer),
      abort: (reason) => settle.reject(reason),
    });
    this.#digest = digest;
  }
  get digest() {
    return this.#digest;
  }
  get bytesWritten() {
    return BigInt(this.#written);
  }
}
