// Headers, as fetch.spec.whatwg.org has them: names without case, in their order when they are gone
// through, and every Set-Cookie by itself.

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const around = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const cookies = "set-cookie";

function name_of(given) {
  const name = String(given);
  if (!token.test(name)) throw new TypeError("Invalid header name.");
  return name.toLowerCase();
}

function value_of(given) {
  const value = String(given).replace(around, "");
  if (/[\0\n\r]/.test(value)) throw new TypeError("Invalid header value.");
  return value;
}

export class Headers {
  #lists = new Map(); // name -> its values, none of them empty

  constructor(init) {
    if (init === undefined || init === null) return;
    if (init instanceof Headers) {
      for (const [name, values] of init.#lists) this.#lists.set(name, values.slice());
    } else if (typeof init !== "object") {
      throw new TypeError("Headers are made of an object, pairs or other Headers.");
    } else if (Symbol.iterator in init) {
      for (const pair of init) {
        const values = [...pair];
        if (values.length !== 2) {
          throw new TypeError("To initialize a Headers object from a sequence, pairs are needed.");
        }
        this.append(...values);
      }
    } else {
      for (const name of Object.keys(init)) this.append(name, init[name]);
    }
  }

  append(name, value) {
    const key = name_of(name);
    const values = this.#lists.get(key);
    if (values) values.push(value_of(value));
    else this.#lists.set(key, [value_of(value)]);
  }
  set(name, value) {
    this.#lists.set(name_of(name), [value_of(value)]);
  }
  delete(name) {
    this.#lists.delete(name_of(name));
  }
  has(name) {
    return this.#lists.has(name_of(name));
  }
  get(name) {
    return this.#lists.get(name_of(name))?.join(", ") ?? null;
  }
  getSetCookie() {
    return this.#lists.get(cookies)?.slice() ?? [];
  }

  *entries() {
    for (const name of [...this.#lists.keys()].sort()) {
      const values = this.#lists.get(name);
      if (!values) continue; // deleted meanwhile
      if (name === cookies) for (const value of values) yield [name, value];
      else yield [name, values.join(", ")];
    }
  }
  *keys() {
    for (const [name] of this.entries()) yield name;
  }
  *values() {
    for (const [, value] of this.entries()) yield value;
  }
  forEach(callback, self) {
    for (const [name, value] of this.entries()) callback.call(self, value, name, this);
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  get [Symbol.toStringTag]() {
    return "Headers";
  }
}
