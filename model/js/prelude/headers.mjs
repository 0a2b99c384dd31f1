// Headers, as fetch.spec.whatwg.org has them: names without case, in their order when they are gone
// through, and every Set-Cookie by itself. Where workerd does otherwise, as workerd.

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const around = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const cookies = "set-cookie";

/// A template, for String() takes a symbol.
function name_of(given) {
  const name = `${given}`;
  if (!token.test(name)) throw new TypeError("Invalid header name.");
  return name.toLowerCase();
}

/// Any character but three: as a quirk workerd takes what is no byte, and encodes it as UTF-8
/// (src/workerd/api/headers.c++, maybeWarnIfBadHeaderString).
function value_of(given) {
  const value = `${given}`.replace(around, "");
  if (/[\0\n\r]/.test(value)) throw new TypeError("Invalid header value.");
  return value;
}

const is_object = (value) => typeof value === "object" || typeof value === "function";

function pair_of(given) {
  if (given === null || !is_object(given) || typeof given[Symbol.iterator] !== "function") {
    throw new TypeError("To initialize a Headers object from a sequence, pairs are needed.");
  }
  const pair = [...given];
  if (pair.length !== 2) {
    throw new TypeError(
      "To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.",
    );
  }
  return pair;
}

function need(count, given, method) {
  if (given.length >= count) return;
  throw new TypeError(`Headers.${method}: ${count} arguments are needed, and ${given.length} given.`);
}

export let make_immutable;
export let is_immutable;

export class Headers {
  #lists = new Map(); // name -> its values, none of them empty
  #immutable = false;

  constructor(init) {
    if (init === undefined) return;
    if (init === null || !is_object(init)) {
      throw new TypeError("Headers are made of an object, pairs or other Headers.");
    }
    if (init instanceof Headers) {
      // Whatever its iterator is by now, as workerd does it (src/workerd/api/headers.c++).
      for (const [name, values] of init.#lists) this.#lists.set(name, values.slice());
    } else if (init[Symbol.iterator] !== undefined && init[Symbol.iterator] !== null) {
      for (const pair of init) this.append(...pair_of(pair));
    } else {
      for (const name of Reflect.ownKeys(init)) {
        if (Object.prototype.propertyIsEnumerable.call(init, name)) this.append(name, init[name]);
      }
    }
  }
  static {
    make_immutable = (headers) => void (headers.#immutable = true);
    is_immutable = (headers) => headers.#immutable;
    const { entries } = this.prototype;
    Object.defineProperty(this.prototype, Symbol.iterator, {
      value: entries,
      writable: true,
      configurable: true,
    });
  }

  append(name, value) {
    need(2, arguments, "append");
    this.#check_guard();
    const key = name_of(name);
    const values = this.#lists.get(key);
    if (values) values.push(value_of(value));
    else this.#lists.set(key, [value_of(value)]);
  }
  set(name, value) {
    need(2, arguments, "set");
    this.#check_guard();
    this.#lists.set(name_of(name), [value_of(value)]);
  }
  delete(name) {
    need(1, arguments, "delete");
    this.#check_guard();
    this.#lists.delete(name_of(name));
  }
  has(name) {
    need(1, arguments, "has");
    return this.#lists.has(name_of(name));
  }
  get(name) {
    need(1, arguments, "get");
    return this.#lists.get(name_of(name))?.join(", ") ?? null;
  }
  getSetCookie() {
    return this.#lists.get(cookies)?.slice() ?? [];
  }

  // What is gone through is a copy: what changes meanwhile does not show. The standard has it show;
  // workerd does not (src/workerd/api/headers.c++: "Each iterator gets its own copy").
  entries() {
    return this.#shown()[Symbol.iterator]();
  }
  keys() {
    return this.#shown().map(([name]) => name)[Symbol.iterator]();
  }
  values() {
    return this.#shown().map(([, value]) => value)[Symbol.iterator]();
  }
  forEach(callback, self = undefined) {
    need(1, arguments, "forEach");
    if (typeof callback !== "function") {
      throw new TypeError("Headers.forEach: parameter 1 is not of type 'Function'.");
    }
    for (const [name, value] of this.#shown()) callback.call(self, value, name, this);
  }
  get [Symbol.toStringTag]() {
    return "Headers";
  }

  #check_guard() {
    if (this.#immutable) throw new TypeError("Can't modify immutable headers.");
  }
  #shown() {
    const shown = [];
    for (const name of [...this.#lists.keys()].sort()) {
      const values = this.#lists.get(name);
      if (name === cookies) for (const value of values) shown.push([name, value]);
      else shown.push([name, values.join(", ")]);
    }
    return shown;
  }
}
