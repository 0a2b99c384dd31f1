// Hashes: crypto.subtle.digest() and createHash() of node:crypto.
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { bytes_of } from "./streams.mjs";

const known = { md5, sha1, sha256, sha384, sha512 };

/// @returns undefined for one that is not here
export const hash_named = (name) => {
  const plain = String(name).toLowerCase().replace("-", "");
  return Object.hasOwn(known, plain) ? known[plain] : undefined;
};

export const unknown_hash = () =>
  new DOMException(
    `Unrecognized or unimplemented digest algorithm requested.`,
    "NotSupportedError",
  );

export async function digest(algorithm, data) {
  const name = typeof algorithm === "string" ? algorithm : algorithm?.name;
  const hash = hash_named(name);
  if (!hash) throw unknown_hash();
  if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) {
    throw new TypeError("crypto.subtle.digest: an ArrayBuffer or a view of one is needed");
  }
  return hash(bytes_of(data)).buffer;
}
