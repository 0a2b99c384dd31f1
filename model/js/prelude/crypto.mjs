// crypto: every bit comes from the gate, so that a run can be repeated.
import { digest } from "./digests.mjs";
import { unavailable } from "./refused.mjs";

function getRandomValues(array) {
  if (!ArrayBuffer.isView(array) || array instanceof DataView) {
    throw new TypeError("crypto.getRandomValues: an integer typed array is needed");
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
  DigestStream: unavailable("crypto.DigestStream"),
  subtle: unavailable("crypto.subtle", { digest }),
};
