// Which request flow goes round which handler.
import { Failure } from "./install.mjs";

const generations = ["0.0.26", "0.0.30", "0.0.55", "1.4.0"];
const numbers = (version) => version.split(/[.-]/).slice(0, 3).map(Number);

function before(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && left[at] < right[at];
}

/// The newest generation that is not newer than the version; the oldest for what came before.
export const generation_of = (version) =>
  generations.filter((generation) => !before(version, generation)).at(-1) ?? generations[0];

/// Where the package has the class that its Workers users pass to setCacheHandler().
export const handler_module = (version) =>
  version.startsWith("0.")
    ? "vinext/dist/cloudflare/kv-cache-handler.js"
    : "@vinext/cloudflare/dist/cache/kv-data-adapter.runtime.js";

/// "npm:name@version/path" taken apart, or null.
export function npm_specifier(text) {
  const parts = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?(\/.*)?$/.exec(text);
  if (!parts) return null;
  const [, name, version, path] = parts;
  if (!version || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Failure(2, `${text}: an exact version is needed, as in npm:vinext@0.0.55`);
  }
  return { name, version, path: path ?? "" };
}

/// `export const flow = "vinext@0.0.30"` of a handler's file.
export function flow_of(text, file) {
  const parts = /^(?:npm:)?vinext@(\d+\.\d+\.\d+\S*)$/.exec(text);
  if (parts) return { version: parts[1] };
  if (text === "next") return {};
  throw new Failure(
    2,
    `${file}: flow is "${text}"; it can be "next" or a version of vinext, as in "vinext@0.0.30"`,
  );
}
