// node:util, as far as packages use it. What is shown of a value is the console's.
import { formatted as format, shown as inspect } from "./shown.mjs";
import { TextDecoder, TextEncoder } from "./text.mjs";

const custom = Symbol.for("nodejs.util.promisify.custom");

export function promisify(original) {
  if (original[custom]) return original[custom];
  return function (...values) {
    return new Promise((resolve, reject) => {
      original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
}
promisify.custom = custom;

export const callbackify =
  (original) =>
  (...values) => {
    const done = values.pop();
    original(...values).then(
      (value) => queueMicrotask(() => done(null, value)),
      (error) => queueMicrotask(() => done(error)),
    );
  };

export function inherits(constructor, parent) {
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
  Object.defineProperty(constructor, "super_", { value: parent, writable: true });
}

/// Nothing is said of it.
export const deprecate = (original) => original;
export const debuglog = () => Object.assign(() => {}, { enabled: false });
export const stripVTControlCharacters = (text) => text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");

export { format, inspect, TextDecoder, TextEncoder };
