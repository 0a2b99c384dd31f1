// Makes the JavaScript that the simulator runs of a handler and the request flow around it:
//   node bundle.mjs --handler SPEC --router pages|app --cache DIR [--sources DIR]
// SPEC: npm:vinext@VERSION, npm:NAME@VERSION or a file. What is missing is installed by npm below
// the cache. Prints one line of JSON: where program.js, its source map and prelude.js stand.
// Exit codes: 2 for a handler that cannot be used, 3 for npm; one line on stderr says why.
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Failure, installed, once, tools } from "./install.mjs";
import { flow_of, generation_of, handler_module, npm_specifier } from "./flows.mjs";
import { resolving } from "./resolve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const sha256 = (...texts) =>
  texts.reduce((hash, text) => hash.update(text), createHash("sha256")).digest("hex");

function options() {
  const text = { type: "string" };
  let values;
  try {
    ({ values } = parseArgs({
      options: { handler: text, router: text, cache: text, sources: text },
    }));
  } catch (error) {
    throw new Failure(2, error.message);
  }
  const { handler, router, cache, sources } = values;
  if (!handler || !cache || !["pages", "app"].includes(router)) {
    throw new Failure(
      2,
      "usage: bundle.mjs --handler SPEC --router pages|app --cache DIR [--sources DIR]",
    );
  }
  return {
    handler,
    router,
    cache: resolve(cache),
    sources: resolve(sources ?? join(here, "..")),
  };
}

/// Runs esbuild; its first error becomes one line.
async function built(esbuild, settings) {
  try {
    return await build(esbuild, settings);
  } catch (error) {
    if (!error.errors?.length) throw error;
    const { text, location, detail } = error.errors[0];
    const place = location
      ? `${location.file.replace(/^[a-z]+:/, "")}:${location.line}:${location.column + 1}: `
      : "";
    if (detail instanceof Failure) throw new Failure(detail.code, `${place}${detail.message}`);
    throw new Failure(2, `${place}${text}`);
  }
}

/// A program is no module. What Workers have in import.meta is nothing that a handler needs; `env`
/// is Vite's, with which vinext is built.
const meta = "stalemate_import_meta";
const vite_env = { BASE_URL: "/", DEV: false, MODE: "production", PROD: true, SSR: true };

const build = (esbuild, settings) =>
  esbuild.build({
    bundle: true,
    write: false,
    metafile: true,
    // What wrangler bundles with (github.com/cloudflare/workers-sdk, packages/wrangler,
    // deployment-bundle/bundle.ts): a package's file for browsers comes first.
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    target: "es2022",
    charset: "ascii",
    logLevel: "silent",
    legalComments: "none",
    // Modules of text, as wrangler has them.
    loader: { ".html": "text", ".sql": "text" },
    define: { "process.env.NODE_ENV": '"production"', "import.meta": meta },
    ...settings,
  });

const exports = /export \{\s*([\w$]+)(?: as handle)?\s*\};\s*$/;
const awaits_at_top = (error) => error.errors?.[0]?.text.startsWith("Top-level await");

/// The program as one expression that gives the module. With an await outside of functions, all
/// waits for what stands there.
async function built_program(esbuild, settings) {
  const esm = { ...settings, format: "esm" };
  const enclosed = (program, kind, tail) => {
    const { text } = program.outputFiles.find(({ path }) => !path.endsWith(".map"));
    const [, name] = exports.exec(text);
    return { program, head: `const stalemate = (${kind} => {`, tail: `return ${tail(name)}` };
  };
  try {
    const program = await build(esbuild, { ...esm, supported: { "top-level-await": false } });
    return enclosed(program, "()", (name) => `{ handle: ${name} }; })();\nreturn stalemate; `);
  } catch (error) {
    if (!awaits_at_top(error)) return { program: await built(esbuild, esm) };
    const loading = (name) => `${name}; })();
stalemate.catch(() => {});
return { loading: stalemate, handle: async (request) => (await stalemate)(request) }; `;
    return enclosed(await built(esbuild, esm), "async ()", loading);
  }
}

/// What a handler's file exports, and so what is done with it.
async function exports_of(esbuild, file, context) {
  const result = await built(esbuild, {
    entryPoints: [file],
    format: "esm",
    outdir: "/",
    // Which version these are of is what is found out here.
    external: ["vinext", "vinext/*", "@vinext/cloudflare/*"],
    plugins: [resolving(context)],
  });
  const { inputs, outputs } = result.metafile;
  const { exports: names, entryPoint } = Object.values(outputs).find((output) => output.entryPoint);
  const common_js = inputs[entryPoint]?.format === "cjs";
  return { names, common_js, text: result.outputFiles[0].text };
}

/// The value of `export const flow = "..."`, read from the bundled text.
const flow_in = (text) => /\b(?:const|let|var) flow\d* = "([^"]*)"/.exec(text)?.[1];

const reasons = { ENOENT: "no such file", ENOTDIR: "no such file", EACCES: "may not be read" };

function check_file(file, handler) {
  let stat;
  try {
    stat = statSync(file);
  } catch ({ code }) {
    throw new Failure(2, `${handler}: ${reasons[code] ?? `cannot be read: ${code}`}`);
  }
  if (!stat.isFile()) throw new Failure(2, `${handler}: is no file`);
}

/// Which adaptor goes round the handler, and what `stalemate:handler` is.
async function plan(esbuild, { handler, router, cache, sources }) {
  const context = { cache, sources, virtual: {} };
  const npm = npm_specifier(handler);
  if (npm?.name === "vinext" && !npm.path) {
    const vinext = await installed(cache, "vinext", npm.version);
    return flow(context, router, {
      vinext,
      version: npm.version,
      module: join(vinext, "node_modules", handler_module(npm.version)),
    });
  }
  const file = npm ? handler : resolve(handler);
  if (!npm) check_file(file, handler);
  const { names, common_js, text } = await exports_of(esbuild, file, context);
  if (common_js) return adaptor(context, "either.mjs", { file, label: handler });
  if (names.includes("handleRequest")) return adaptor(context, "own.mjs", { file });
  if (!names.some((name) => name !== "flow")) {
    const needed = "a default export, a class with get and set, or handleRequest";
    throw new Failure(2, `${handler}: exports no handler: ${needed} is needed`);
  }
  const { version } = names.includes("flow") ? flow_of(flow_in(text) ?? "", handler) : {};
  if (!version) return adaptor(context, "next.mjs", { file, label: handler });
  const vinext = await installed(cache, "vinext", version);
  return flow(context, router, { vinext, version, file, label: handler });
}

function flow(context, router, { vinext, version, module, file, label }) {
  const path = `vinext/${generation_of(version)}/${router}.mjs`;
  return adaptor({ ...context, vinext }, path, { file, module, label });
}

function adaptor(context, path, { file, module, label }) {
  const resolveDir = context.sources;
  const text = (contents) => ({ contents, resolveDir, loader: "js" });
  const quoted = JSON.stringify;
  const handler = module
    ? `export { KVCacheHandler } from ${quoted(module)};`
    : `import * as exported from "stalemate:file";
import { handler_of } from "stalemate-adaptors/handler_of.mjs";
export const KVCacheHandler = handler_of(exported, ${quoted(label ?? "")});`;
  const virtual = {
    "stalemate:entry": text(`export * from "stalemate-adaptors/${path}";`),
    "stalemate:handler": text(handler),
    "stalemate:file": text(`export * from ${quoted(file)};
import * as exported from ${quoted(file)};
export default exported["default"];`),
  };
  return { ...context, virtual };
}

/// How a module is called: below its package, below the adaptors, or as seen from here. Where the
/// cache stands shows nowhere.
function readable(path, sources) {
  const inside = path
    .replace(/^.*?node_modules\//, "node_modules/")
    .replace(/^(?:.*\/)?(stalemate|partly):(?=stalemate|node|react)/, "");
  if (inside !== path) return inside;
  const below = relative(sources, path);
  return below.startsWith("..") ? relative(process.cwd(), path) : `stalemate:${below}`;
}

function readable_map(text, sources) {
  const map = JSON.parse(text);
  map.sources = map.sources.map((source) => readable(resolve("/program", source), sources));
  return JSON.stringify(map);
}

/// The bundler heads each module with its path, as seen from the folder that it runs in.
function readable_program(text, inputs, sources) {
  const paths = Object.keys(inputs).sort((a, b) => b.length - a.length);
  return paths.reduce((program, path) => {
    const known = path.includes(":") ? path : resolve(path);
    return program.replaceAll(path, readable(known, sources));
  }, text);
}

/// V8 makes wide strings of a wide source's, which is slower. esbuild escapes what it can: where all
/// that is left stands in comments, it is replaced.
async function narrowed(esbuild, script) {
  const wide = /[^\0-\x7f]/g;
  if (script.search(wide) < 0) return script;
  const options = { charset: "ascii", minifyWhitespace: true, legalComments: "none" };
  const { code } = await esbuild.transform(script, options);
  return code.search(wide) < 0 ? script.replace(wide, "?") : script;
}

/// The packages of which something is in the bundle.
async function packages_in(inputs, cache) {
  const found = new Map();
  for (const input of inputs) {
    const parts = /^(.*?\/packages\/[^/]+)\/(node_modules\/.*)$/.exec(resolve(input));
    if (!parts || !parts[1].startsWith(cache)) continue;
    const inside = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(parts[2])[0];
    found.set(join(parts[1], inside), { root: parts[1], inside });
  }
  const described = [...found.values()].map(async ({ root, inside }) => {
    const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
    const { version, integrity } = packages[inside];
    return { name: inside.replace(/^.*node_modules\//, ""), version, integrity };
  });
  return (await Promise.all(described)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function main() {
  const given = options();
  const { cache, sources } = given;
  await mkdir(cache, { recursive: true });
  const toolbox = await tools(cache);
  const esbuild = createRequire(join(toolbox, "package.json"))("esbuild");

  const context = await plan(esbuild, given);
  const { program, head, tail } = await built_program(esbuild, {
    entryPoints: ["stalemate:entry"],
    outfile: "/program/program.js",
    sourcemap: "external",
    sourcesContent: false,
    plugins: [resolving(context)],
  });
  const prelude = await built(esbuild, {
    entryPoints: [join(sources, "prelude", "prelude.mjs")],
    format: "iife",
    // What browsers have is made here.
    platform: "neutral",
    mainFields: ["module", "main"],
    nodePaths: [join(toolbox, "node_modules")],
  });

  const text = ({ outputFiles, metafile }) => {
    const { text: script } = outputFiles.find(({ path }) => !path.endsWith(".map"));
    return narrowed(esbuild, readable_program(script, metafile.inputs, sources).trimEnd());
  };
  const map = program.outputFiles.find(({ path }) => path.endsWith(".map")).text;
  const code = (await text(program)).replace(exports, "");
  const declared = code.includes(meta) ? `const ${meta} = { env: ${JSON.stringify(vite_env)} };` : "";
  const texts = {
    "program.js": `(function (globalThis, host) {${declared}${head}${code}${tail}})\n`,
    "program.js.map": readable_map(map, sources),
    "prelude.js": `(function (native) {${await text(prelude)}\n})\n`,
  };
  const place = join(cache, "bundles", sha256(...Object.values(texts)));
  await once(cache, place, async (folder) => {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  });
  console.log(
    JSON.stringify({
      program: join(place, "program.js"),
      map: join(place, "program.js.map"),
      prelude: join(place, "prelude.js"),
      sha256: sha256(texts["program.js"]),
      packages: await packages_in(Object.keys(program.metafile.inputs), cache),
    }),
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = error.code;
}
