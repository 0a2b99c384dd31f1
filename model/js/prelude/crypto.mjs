// crypto: every bit comes from the gate, so that a run can be repeated.
import { digest } from "./digests.mjs";
import { DigestStream } from "./digest_stream.mjs";
import { importKey, sign, timingSafeEqual, verify } from "./hmac.mjs";
import { unavailable } from "./refused.mjs";

const integers = /^(Int|Uint|BigInt|BigUint)\d/;
const type_of_array = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
).get;
const most_bytes = 65_536;

/// As w3.org/TR/webcrypto has it ("Crypto interface").
function getRandomValues(array) {
  if (!ArrayBuffer.isView(array)) {
    throw new TypeError("crypto.getRandomValues: parameter 1 is not of type 'ArrayBufferView'.");
  }
  if (!integers.test(type_of_array.call(array))) {
    throw new DOMException(
      "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
      "TypeMismatchError",
    );
  }
  if (array.byteLength > most_bytes) {
    throw new DOMException(
      `getRandomValues() only accepts buffers of size <= 64K but provided ${array.byteLength} bytes.`,
      "QuotaExceededError",
    );
  }
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let i = 0; i < bytes.length; i += 4) {
    const word = native.randomWord();
    for (let j = i; j < Math.min(i + 4, bytes.length); ++j) bytes[j] = word >>> (8 * (j - i));
  }
  return array;
}

/// Version 4 of RFC 4122: 122 random bits.
function randomUUID() {
  const bytes = getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const crypto = {
  getRandomValues,
  randomUUID,
  DigestStream,
  subtle: unavailable("crypto.subtle", { digest, importKey, sign, timingSafeEqual, verify }),
};
