// What a KVNamespace takes and gives: keys, lifetimes, values and the types in which they are read.
//
// Sources: developers.cloudflare.com/kv/api/write-key-value-pairs (keys of 1 to 512 bytes, not "."
// or ".."; expiration, expirationTtl of at least 60 seconds; values of at most 25 MiB, metadata of
// at most 1024 bytes), /kv/api/read-key-value-pairs (types; cacheTtl of at least 30 seconds;
// several keys at once: at most 100, as text or JSON), /kv/api/list-keys. The words of the errors
// are those of the open-source runtime (github.com/cloudflare/workerd, src/workerd/api/kv.c++) and
// of the store that its developers' tools put in place of the real one
// (github.com/cloudflare/workers-sdk, packages/miniflare/src/workers/kv).

const seconds_minimum = 60;
const cache_seconds_minimum = 30;
const value_bytes_limit = 25 * 1024 * 1024;
const metadata_bytes_limit = 1024;
const key_bytes_limit = 512;

export const failure = (method, status, reason) =>
  new Error(`KV ${method} failed: ${status} ${reason}`);

/// Each UTF-16 unit is at most three bytes: short texts need no counting.
const exceeds = (text, limit) =>
  text.length * 3 > limit && (text.length > limit || bytes_in(text) > limit);

/// Of its UTF-8.
function bytes_in(text) {
  let bytes = text.length;
  for (let at = 0; at < text.length; ++at) {
    const unit = text.charCodeAt(at);
    // Both units of a pair together are four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

export function check_key(method, key) {
  if (key === "") throw new TypeError("Key name cannot be empty.");
  if (key === "." || key === "..") throw new TypeError(`"${key}" is not allowed as a key name.`);
  check_length(method, key);
}

export function check_length(method, key) {
  if (!exceeds(key, key_bytes_limit)) return;
  const reason = `UTF-8 encoded length of ${bytes_in(key)} exceeds key length limit of`;
  throw failure(method, 414, `${reason} ${key_bytes_limit}.`);
}

const given = (value) => value !== undefined && value !== null;

/// Of a read. How long a read cache keeps is the scenario's; this is what a store refuses.
export function check_cache_ttl(method, options) {
  if (!given(options?.cacheTtl)) return;
  const seconds = Math.trunc(Number(options.cacheTtl)) || 0;
  if (seconds >= cache_seconds_minimum) return;
  const reason = `Cache TTL must be at least ${cache_seconds_minimum}.`;
  throw failure(method, 400, `Invalid cache_ttl of ${seconds}. ${reason}`);
}

/// How many seconds what is put will live; 0: no end. `expiration` counts in seconds from 1970.
export function lifetime_of(options) {
  const { expiration, expirationTtl } = options ?? {};
  const refuse = (option, value, reason) => {
    throw failure("PUT", 400, `Invalid ${option} of ${value}. ${reason}`);
  };
  if (given(expirationTtl)) {
    const seconds = Math.trunc(expirationTtl);
    const refuse_ttl = (reason) => refuse("expiration_ttl", expirationTtl, reason);
    if (!(seconds > 0)) refuse_ttl("Please specify integer greater than 0.");
    if (seconds < seconds_minimum) {
      refuse_ttl(`Expiration TTL must be at least ${seconds_minimum}.`);
    }
    return seconds;
  }
  if (!given(expiration)) return 0;
  const seconds = Math.trunc(expiration) - Math.floor(Date.now() / 1000);
  const refuse_end = (reason) => refuse("expiration", expiration, reason);
  if (!(seconds > 0)) {
    refuse_end(
      "Please specify integer greater than the current number of seconds since the UNIX epoch.",
    );
  }
  if (seconds < seconds_minimum) {
    refuse_end(`Expiration times must be at least ${seconds_minimum} seconds in the future.`);
  }
  return seconds;
}

/// As JSON, or null.
export function metadata_of(options) {
  if (!given(options?.metadata)) return null;
  const text = JSON.stringify(options.metadata) ?? "null";
  if (exceeds(text, metadata_bytes_limit)) {
    const reason = `Metadata length of ${bytes_in(text)} exceeds limit of ${metadata_bytes_limit}.`;
    throw failure("PUT", 413, reason);
  }
  return text;
}

// --- values

// The simulator stores texts. Bytes that are none are kept as base64 behind this mark.
const mark = "\u0000base64:";

const marked = (bytes) => mark + Buffer.from(bytes).toString("base64");

function text_of_bytes(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return marked(bytes);
  }
}

const bytes_of_text = (text) =>
  text.startsWith(mark)
    ? Uint8Array.from(Buffer.from(text.slice(mark.length), "base64"))
    : new TextEncoder().encode(text);

const plain = (text) =>
  text.startsWith(mark) ? new TextDecoder().decode(bytes_of_text(text)) : text;

const is_bytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

function checked(text, length) {
  if (length === undefined ? !exceeds(text, value_bytes_limit) : length <= value_bytes_limit) {
    return text;
  }
  const reason = `Value length of ${length ?? bytes_in(text)} exceeds limit of`;
  throw failure("PUT", 413, `${reason} ${value_bytes_limit}.`);
}

/// What is to be stored: at once, or by a promise where a stream has to be read first.
export function stored(value) {
  if (is_bytes(value)) return checked(text_of_bytes(value), value.byteLength);
  if (value instanceof ReadableStream) {
    return new Response(value).arrayBuffer().then((bytes) => stored(bytes));
  }
  if (typeof value === "symbol" || typeof value === "object" || value === undefined) {
    throw new TypeError(
      "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.",
    );
  }
  return checked(String(value));
}

/// What is stored, in the type that a get() asks for.
export function read_as(type, text) {
  switch (type ?? "text") {
    case "text":
      return plain(text);
    case "json":
      return JSON.parse(plain(text));
    case "arrayBuffer":
      return bytes_of_text(text).buffer;
    case "stream":
      return new Response(bytes_of_text(text)).body;
    default:
      throw new TypeError(
        `Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".`,
      );
  }
}
