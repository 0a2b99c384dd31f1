// HMAC: crypto.subtle with keys of raw bytes, and createHmac() of node:crypto.
import { hmac } from "@noble/hashes/hmac.js";
import { hash_named } from "./digests.mjs";
import { refusal } from "./refused.mjs";
import { bytes_of } from "./streams.mjs";

const name_of = (algorithm) => (typeof algorithm === "string" ? algorithm : algorithm?.name);
const is_hmac = (algorithm) => String(name_of(algorithm)).toUpperCase() === "HMAC";

/// @param hash of @noble/hashes
export const mac_of = (hash, secret) => hmac.create(hash, secret);

let secret_of;
const permission = Symbol("made here");

export class CryptoKey {
  #secret;

  constructor(given, secret, members) {
    if (given !== permission) throw new TypeError("Illegal constructor");
    this.#secret = secret;
    Object.assign(this, { type: "secret", ...members });
  }
  static {
    secret_of = (key) => key.#secret;
  }
  get [Symbol.toStringTag]() {
    return "CryptoKey";
  }
}

export async function importKey(format, data, algorithm, extractable, usages) {
  if (format !== "raw" || !is_hmac(algorithm)) {
    throw refusal(`crypto.subtle.importKey("${format}", ${name_of(algorithm)})`);
  }
  const name = String(name_of(algorithm.hash)).toUpperCase();
  if (!hash_named(name)) {
    throw new DOMException("Unrecognized hash algorithm requested.", "NotSupportedError");
  }
  const secret = bytes_of(data).slice();
  const described = { name: "HMAC", hash: { name }, length: secret.byteLength * 8 };
  return new CryptoKey(permission, secret, {
    extractable: Boolean(extractable),
    usages: [...usages],
    algorithm: described,
  });
}

function mac(usage, algorithm, key, data) {
  if (!is_hmac(algorithm)) throw refusal(`crypto.subtle.${usage}("${name_of(algorithm)}")`);
  if (!key.usages.includes(usage)) {
    throw new DOMException(
      `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`,
      "InvalidAccessError",
    );
  }
  const hash = hash_named(key.algorithm.hash.name);
  return mac_of(hash, secret_of(key)).update(bytes_of(data)).digest();
}

export const sign = async (algorithm, key, data) => mac("sign", algorithm, key, data).buffer;

export async function verify(algorithm, key, signature, data) {
  const expected = mac("verify", algorithm, key, data);
  const given = bytes_of(signature);
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}

/// Of Workers' own (developers.cloudflare.com/workers/runtime-apis/web-crypto/#timingsafeequal).
export function timingSafeEqual(a, b) {
  const [left, right] = [bytes_of(a), bytes_of(b)];
  if (left.byteLength !== right.byteLength) {
    throw new TypeError("Input buffers must have the same byte length");
  }
  return left.every((byte, index) => byte === right[index]);
}
