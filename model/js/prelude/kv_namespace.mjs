// A KVNamespace of Workers (get, getWithMetadata, put, delete, list) over the simulator's store.
//
// Errors in arguments reject; a good call reaches the simulator within the call itself, and its
// promise is the simulator's where nothing has to be made of the answer. How long a read cache
// keeps is the scenario's, whatever `cacheTtl` says.
import {
  check_cache_ttl,
  check_key,
  check_length,
  failure,
  lifetime_of,
  metadata_of,
  read_as,
  stored,
} from "./kv_values.mjs";

const keys_at_once = 100;
const keys_listed = 1000;

const type_of = (options) => (typeof options === "string" ? options : options?.type);

function attempt(operation) {
  try {
    return operation();
  } catch (error) {
    return Promise.reject(error);
  }
}

function checked_key(method, name) {
  const key = String(name);
  check_key(method, key);
  return key;
}

/// How many keys a list may give.
function limit_of(options) {
  const limit = Math.trunc(options?.limit ?? 0);
  if (!(limit > 0)) return keys_listed;
  if (limit > keys_listed) {
    const reason = `Please specify an integer less than ${keys_listed}.`;
    throw failure("GET", 400, `Invalid key_count_limit of ${limit}. ${reason}`);
  }
  return limit;
}

const listed = ({ name, expiration, metadata }) => ({
  name,
  ...(expiration === undefined ? {} : { expiration }),
  ...(metadata === undefined ? {} : { metadata: JSON.parse(metadata) }),
});

export class KVNamespace {
  #host;

  constructor(host) {
    this.#host = host;
  }

  get(key, options) {
    const value = (found) => (found === null ? null : read_as(type_of(options), found[0]));
    return this.#read(key, options, value);
  }

  getWithMetadata(key, options) {
    const both = (found) => ({
      value: found === null ? null : read_as(type_of(options), found[0]),
      metadata: found === null || found[1] === null ? null : JSON.parse(found[1]),
      cacheStatus: null,
    });
    return this.#read(key, options, both);
  }

  put(key, value, options) {
    return attempt(() => {
      const name = checked_key("PUT", key);
      const metadata = metadata_of(options);
      const seconds = lifetime_of(options);
      const put = (text) => this.#host.kvPut(name, text, seconds, metadata);
      const text = stored(value);
      return typeof text === "string" ? put(text) : text.then(put);
    });
  }

  delete(key) {
    return attempt(() => {
      if (Array.isArray(key))
        throw new TypeError("stalemate: KV delete() of several keys is not simulated");
      return this.#host.kvDelete(checked_key("DELETE", key));
    });
  }

  /// As old as the colo's read cache has it, where there is one. The cursor is the last name given.
  list(options) {
    return attempt(() => {
      const prefix = String(options?.prefix ?? "");
      check_length("GET", prefix);
      const cursor = String(options?.cursor ?? "");
      return this.#host.kvList(prefix, limit_of(options), cursor).then(({ keys, complete }) => ({
        keys: keys.map(listed),
        list_complete: complete,
        ...(complete ? {} : { cursor: keys.at(-1).name }),
        cacheStatus: null,
      }));
    });
  }

  #read(key, options, made) {
    return attempt(() => {
      if (Array.isArray(key)) return this.#get_all(key, options, made);
      const name = checked_key("GET", key);
      check_cache_ttl("GET", options);
      return this.#host.kvGet(name).then(made);
    });
  }

  async #get_all(names, options, made) {
    const refuse = (reason) => {
      throw failure("GET_BULK", 400, reason);
    };
    const type = type_of(options);
    if (![undefined, "text", "json"].includes(type)) {
      refuse(`"${type}" is not a valid type. Use "json" or "text"`);
    }
    check_cache_ttl("GET_BULK", options);
    if (names.length > keys_at_once) refuse(`You can request a maximum of ${keys_at_once} keys`);
    if (names.length < 1) refuse("You must request a minimum of 1 key");
    const keys = names.map((name) => checked_key("GET", name));
    const found = await Promise.all(keys.map((key) => this.#host.kvGet(key)));
    try {
      return new Map(keys.map((key, index) => [key, made(found[index])]));
    } catch {
      refuse(`At least one of the requested keys corresponds to a non-${type} value`);
    }
  }
}
