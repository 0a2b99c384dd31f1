// Buffer with the encoding that its package lacks: "base64url". Its base64 reads both alphabets.
import { Buffer } from "buffer";

const is_url = (encoding) => String(encoding).toLowerCase() === "base64url";
const known = (encoding) => (is_url(encoding) ? "base64" : encoding);

/// The method, with that encoding replaced wherever one is given.
function reading(object, name) {
  const method = object[name];
  object[name] = function (text, ...others) {
    if (typeof text !== "string") return method.call(this, text, ...others);
    return method.call(this, text, ...others.map((other) => known(other)));
  };
}
reading(Buffer, "from");
reading(Buffer, "byteLength");
reading(Buffer.prototype, "write");

/// Node's takes any Uint8Array.
const { equals } = Buffer.prototype;
Buffer.prototype.equals = function (other) {
  const is_plain = other instanceof Uint8Array && !Buffer.isBuffer(other);
  return equals.call(this, is_plain ? Buffer.from(other) : other);
};

const { isEncoding } = Buffer;
Buffer.isEncoding = (encoding) => is_url(encoding) || isEncoding(encoding);

const { toString } = Buffer.prototype;
Buffer.prototype.toString = function (encoding, ...range) {
  const text = toString.call(this, known(encoding), ...range);
  if (!is_url(encoding)) return text;
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

export { Buffer };
