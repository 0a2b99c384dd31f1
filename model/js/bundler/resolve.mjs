// A plugin for esbuild: what imports lead to.
import { existsSync } from "node:fs";
import { builtinModules } from "node:module";
import { isAbsolute, join } from "node:path";
import { installed } from "./install.mjs";
import { handler_module, npm_specifier } from "./flows.mjs";

const words = (text) => text.split(" ");

/// What the prelude gives of Node's modules (prelude/node_modules.mjs).
const path_names = words(
  "basename delimiter dirname extname format isAbsolute " +
    "join normalize parse posix relative resolve sep",
);
const of_prelude = {
  "node:async_hooks": words("AsyncLocalStorage AsyncResource executionAsyncId"),
  "node:buffer": words("Buffer kMaxLength"),
  "node:crypto": words(
    "createHash createHmac getRandomValues hash randomBytes randomUUID subtle timingSafeEqual webcrypto",
  ),
  "node:path": path_names,
  "node:path/posix": path_names,
  "node:perf_hooks": ["performance"],
  "node:timers": words(
    "clearImmediate clearInterval clearTimeout promises setImmediate setInterval setTimeout",
  ),
  "node:timers/promises": words("scheduler setImmediate setInterval setTimeout"),
  "node:url": words("URL URLSearchParams"),
  "node:util": words(
    "TextDecoder TextEncoder callbackify debuglog deprecate format inherits inspect promisify " +
      "stripVTControlCharacters",
  ),
};
/// What each isolate has on its global object.
const of_globals = {
  "node:process": words(
    "arch argv argv0 cwd emitWarning env execArgv features hrtime memoryUsage nextTick pid " +
      "platform ppid stderr stdout title uptime version versions",
  ),
};
/// What is made with each isolate of the others, and where.
const of_adaptors = {
  "cloudflare:workers": {
    file: "./adaptors/cloudflare_workers.mjs",
    names: words("DurableObject RpcTarget WorkerEntrypoint env waitUntil"),
  },
  react: { file: "./adaptors/react.mjs", names: words("Component createContext") },
};
const workers_names = words(
  "DurableObject RpcPromise RpcProperty RpcStub RpcTarget ServiceStub WorkerEntrypoint " +
    "WorkflowEntrypoint env exports waitUntil withEnv withEnvAndExports withExports",
);
const react_names = words(
  "jsx jsxs Fragment StrictMode Suspense cache cloneElement createElement createRef " +
    "forwardRef isValidElement lazy memo startTransition use useCallback useContext " +
    "useEffect useId useLayoutEffect useMemo useReducer useRef useState " +
    "useSyncExternalStore useTransition",
);

/// What a module is as a whole, and no object of what it exports.
const whole = (module) =>
  `const { native } = require("./adaptors/native.mjs");
module.exports = native.refusing("${module}", native.node_modules["${module}"]);`;

/// A module of functions that refuse, but for what is simulated of it. What is not imported falls
/// away.
async function partly(module) {
  if (module === "node:events") return whole(module);
  const known = module.startsWith("node:") ? await import(module) : {};
  const names = module.startsWith("node:")
    ? Object.keys(known)
    : module.startsWith("cloudflare:")
      ? workers_names
      : react_names;
  const given = of_prelude[module] ?? of_globals[module];
  const place =
    module in of_globals
      ? module.replace("node:", "globalThis.")
      : `native.node_modules["${module.replace("/posix", "")}"]`;
  const { file, names: simulated = given ?? [] } = of_adaptors[module] ?? {};
  const refused = names.filter((name) => name !== "default" && !simulated.includes(name));
  const quoted = JSON.stringify(module);
  const pure = (value) => `/* @__PURE__ */ (() => ${value})()`;
  const refusal = (name, at) =>
    typeof known[name] === "object" && known[name] !== null
      ? `const f${at} = ${pure(`native.refusing(${quoted}, {}, "${name}.")`)};`
      : `function f${at}() { native.use(${quoted}, "${name}"); }`;
  const listed = simulated.join(", ");
  const own = file ? `, { ${listed} }` : given ? `, { ...${place} }` : "";
  return [
    `import { native } from "./adaptors/native.mjs";`,
    ...refused.map((name, at) => `${refusal(name, at)}\nexport { f${at} as ${name} };`),
    ...(file ? [`import { ${listed} } from "${file}";`, `export { ${listed} };`] : []),
    ...(given ?? []).map((name) => `export const ${name} = ${pure(`${place}.${name}`)};`),
    `export default ${pure(`native.refusing(${quoted}${own})`)};`,
  ].join("\n");
}

/// @param sources the folder with adaptors/ and prelude/
/// @param virtual modules by name: {contents, resolveDir}
/// @param vinext the folder in which the version of vinext stands that the flow is of, if any
export const resolving = ({ cache, sources, virtual, vinext }) => ({
  name: "stalemate",
  setup(build) {
    build.onResolve({ filter: /^stalemate:/ }, ({ path }) => ({ path, namespace: "stalemate" }));
    build.onLoad({ filter: /.*/, namespace: "stalemate" }, ({ path }) => virtual[path]);

    // Of Node's modules some are simulated in part; of React, which the packages' request flows
    // import for renders that are the simulator's here, what it takes to be loaded.
    const names = builtinModules.filter((name) => !name.startsWith("_"));
    const builtin = new RegExp(`^(node:.+|${names.join("|")})$`);
    build.onResolve({ filter: builtin }, ({ path }) => ({
      path: `node:${path.replace(/^node:/, "")}`,
      namespace: "partly",
    }));
    build.onResolve({ filter: /^cloudflare:/ }, ({ path }) =>
      path in of_adaptors
        ? { path, namespace: "partly" }
        : { errors: [{ text: `${path} is not simulated` }] },
    );
    build.onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path, importer }) =>
      importer.includes("/node_modules/") ? { path, namespace: "partly" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "partly" }, async ({ path }) => ({
      contents: await partly(path),
      loader: "js",
      resolveDir: sources,
    }));

    build.onResolve({ filter: /^npm:/ }, async ({ path, kind }) => {
      const { name, version, path: inside } = npm_specifier(path);
      const resolveDir = await installed(cache, name, version);
      if (name === "vinext" && !inside)
        return { path: join(resolveDir, "node_modules", handler_module(version)) };
      // A file of the package, whether or not the package lists it among its exports.
      const file = join(resolveDir, "node_modules", name, inside);
      if (inside && existsSync(file)) return { path: file };
      return build.resolve(`${name}${inside}`, { kind, resolveDir });
    });

    // The adaptors name files of the package; a handler may import what its flow's version exports.
    build.onResolve(
      { filter: /^(vinext|@vinext\/cloudflare)(\/|$)/ },
      ({ path, kind, importer, pluginData }) => {
        const inside = importer.includes("/node_modules/") && !importer.startsWith(sources);
        if (!vinext || inside || pluginData === "packaged") return undefined;
        if (path.includes("/dist/")) return { path: join(vinext, "node_modules", path) };
        return build.resolve(path, { kind, resolveDir: vinext, pluginData: "packaged" });
      },
    );
    build.onResolve({ filter: /^stalemate-adaptors\// }, ({ path }) => ({
      path: isAbsolute(path) ? path : join(sources, "adaptors", path.replace(/^[^/]*\//, "")),
    }));
  },
});
