// A KVNamespace of Workers (get, getWithMetadata, put, delete, list) over the simulator's store.
//
// Sources: the reference of the Workers KV API; the words of the errors are those of the runtime.

const text_of = (value) => {
  if (typeof value === "string") return value;
  // Bytes are kept as UTF-8 text: what a get() as text of them would give.
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return new TextDecoder().decode(value);
  }
  throw new TypeError("stalemate: KV put() of a stream is not simulated");
};

function as(type, value) {
  switch (type ?? "text") {
    case "text":
      return value;
    case "json":
      return JSON.parse(value);
    case "arrayBuffer":
      return new TextEncoder().encode(value).buffer;
    case "stream":
      throw new Error("stalemate: KV get() as a stream is not simulated");
    default:
      throw new TypeError(
        `Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".`,
      );
  }
}

const type_of = (options) => (typeof options === "string" ? options : options?.type);

function check_key(method, key) {
  const refuse = (reason) => {
    throw new TypeError(reason);
  };
  if (key === "") refuse("Key name cannot be empty.");
  if (key === "." || key === "..") refuse(`"${key}" is not allowed as a key name.`);
  // Each UTF-16 unit is at most three bytes: short keys need no counting.
  const bytes = key.length * 3 <= 512 ? 0 : new TextEncoder().encode(key).length;
  if (bytes > 512) {
    throw new Error(
      `KV ${method} failed: 414 UTF-8 encoded length of ${bytes} exceeds key length limit of 512.`,
    );
  }
}

function check_ttl(seconds) {
  if (seconds === undefined || seconds === null) return 0;
  const invalid = `KV PUT failed: 400 Invalid expiration_ttl of ${seconds}.`;
  if (!(seconds > 0)) throw new Error(`${invalid} Please specify integer greater than 0.`);
  if (seconds < 60) throw new Error(`${invalid} Expiration TTL must be at least 60.`);
  return Math.trunc(seconds);
}

/// `expiration` counts in seconds from 1970.
function ttl_of(options) {
  if (options?.expiration === undefined || options.expiration === null) {
    return check_ttl(options?.expirationTtl);
  }
  const seconds = options.expiration - Math.floor(Date.now() / 1000);
  if (seconds < 60) {
    const invalid = `KV PUT failed: 400 Invalid expiration of ${options.expiration}.`;
    throw new Error(`${invalid} Expiration times must be at least 60 seconds in the future.`);
  }
  return Math.trunc(seconds);
}

/// Errors in arguments reject; a good call reaches the simulator within the call itself, and its
/// promise is the simulator's where nothing has to be made of the answer.
function attempt(operation) {
  try {
    return operation();
  } catch (error) {
    return Promise.reject(error);
  }
}

export class KVNamespace {
  #host;

  constructor(host) {
    this.#host = host;
  }

  get(key, options) {
    return attempt(() => {
      if (Array.isArray(key))
        return this.#get_all(key, (found) => found && as(type_of(options), found[0]));
      check_key("GET", String(key));
      return this.#host
        .kvGet(String(key))
        .then((found) => (found === null ? null : as(type_of(options), found[0])));
    });
  }

  getWithMetadata(key, options) {
    const both = (found) => ({
      value: found === null ? null : as(type_of(options), found[0]),
      metadata: found === null || found[1] === null ? null : JSON.parse(found[1]),
      cacheStatus: null,
    });
    return attempt(() => {
      if (Array.isArray(key)) return this.#get_all(key, both);
      check_key("GET", String(key));
      return this.#host.kvGet(String(key)).then(both);
    });
  }

  put(key, value, options) {
    return attempt(() => {
      check_key("PUT", String(key));
      const metadata = options?.metadata;
      return this.#host.kvPut(
        String(key),
        text_of(value),
        ttl_of(options),
        metadata === undefined || metadata === null ? null : JSON.stringify(metadata),
      );
    });
  }

  delete(key) {
    return attempt(() => {
      if (Array.isArray(key))
        throw new TypeError("stalemate: KV delete() of several keys is not simulated");
      check_key("DELETE", String(key));
      return this.#host.kvDelete(String(key));
    });
  }

  list(options) {
    return attempt(() =>
      this.#host
        .kvList(options?.prefix ?? "", options?.limit ?? 1000, options?.cursor ?? "")
        .then((page) => ({
          ...page,
          keys: page.keys.map(({ name, metadata }) => ({
            name,
            ...(metadata === null ? {} : { metadata: JSON.parse(metadata) }),
          })),
          cacheStatus: null,
        })),
    );
  }

  async #get_all(keys, made) {
    if (keys.length > 100)
      throw new Error("KV GET_BULK failed: 400 You can request a maximum of 100 keys");
    const found = await Promise.all(keys.map((key) => this.#host.kvGet(String(key))));
    return new Map(keys.map((key, index) => [key, made(found[index])]));
  }
}
