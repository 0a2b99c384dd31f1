// The class of a handler's file, in the shape of the CacheHandler of Next.js: the default export,
// or else the first export that is a class with get and set. Of a file that sets module.exports,
// that is the default.
const is_handler = (value) =>
  typeof value === "function" &&
  typeof value.prototype?.get === "function" &&
  typeof value.prototype?.set === "function";

export function handler_of(exported, file) {
  const { default: first, ...others } = exported;
  const classes = [first, ...Object.values(others), ...Object.values(first ?? {})];
  const found = classes.find(is_handler);
  if (!found) throw new Error(`${file}: exports no class with get and set, nor handleRequest`);
  return found;
}
