// Bundles for the tests, made once per run below the folder that STALEMATE_JS_CACHE names.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const cache = process.env.STALEMATE_JS_CACHE ?? `${root}build/javascript`;

export const handlers = `${root}tests/javascript/handlers`;

export function bundling(handler, router, { place = cache, env = {} } = {}) {
  const command = [
    "model/js/bundler/bundle.mjs",
    "--handler",
    handler,
    "--router",
    router,
    "--cache",
    place,
  ];
  return spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

const made = new Map();

export function bundle(handler, router) {
  const key = `${handler} ${router}`;
  if (!made.has(key)) {
    const { status, stdout, stderr } = bundling(handler, router);
    if (status !== 0) throw new Error(`${key}: exit code ${status}: ${stderr}`);
    made.set(key, JSON.parse(stdout));
  }
  return made.get(key);
}
