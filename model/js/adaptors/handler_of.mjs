// The class of a handler's file, in the shape of the CacheHandler of Next.js: the default export,
// or else the first export that is a class with get and set. Of a file that sets module.exports,
// that is the default. Methods may also be fields that a constructor makes; then the file must
// export one class only, or have it as the default. What Next.js makes a handler of is `new`: the
// default export may be any function that gives one.
const is_handler = (value) =>
  typeof value === "function" &&
  typeof value.prototype?.get === "function" &&
  typeof value.prototype?.set === "function";

const is_class = (value) =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));

const is_constructor = (value) => typeof value === "function" && value.prototype !== undefined;

/// Why nothing of it is a handler, where that can be seen.
function hint(first) {
  const is_made = typeof first?.get === "function" && typeof first?.set === "function";
  if (is_made) return " (its default export is an object that has them: its class is needed)";
  const answers = first?.fetch ?? first?.prototype?.fetch;
  return typeof answers === "function" ? " (its default export is a Worker, which is not run as one)" : "";
}

export function handler_of(exported, file) {
  const { default: first, ...others } = exported;
  const classes = [first, ...Object.values(others), ...Object.values(first ?? {})];
  const others_that_are = Object.values(others).filter(is_class);
  const single = others_that_are.length === 1 ? others_that_are[0] : undefined;
  const found =
    classes.find(is_handler) ??
    [first, first?.default, single].find(is_class) ??
    [first, first?.default].find(is_constructor);
  if (!found || typeof found.prototype?.fetch === "function") {
    const reason = `exports no class with get and set, nor handleRequest${hint(first)}`;
    throw new Error(`${file}: ${reason}`);
  }
  return found;
}
