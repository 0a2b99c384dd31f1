// What npm installs, below a cache folder: the tools once, and each package by itself.
//
// 1. A folder of the cache is complete or not there: it is filled beside its place, then renamed.
//    Of two that fill the same, the first wins.
// 2. What is there is not looked at again: no network is needed.
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/// One line for people, and what the process ends with: 2 for what the caller gave, 3 for npm.
export class Failure extends Error {
  constructor(code, line) {
    super(line);
    this.code = code;
  }
}

function npm(command, folder) {
  const options = {
    npm_config_legacy_peer_deps: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_omit_lockfile_registry_resolved: "true",
    npm_config_ignore_scripts: "true",
    npm_config_update_notifier: "false",
  };
  return new Promise((resolve, reject) => {
    const child = spawn("npm", [command, "--loglevel=error"], {
      cwd: folder,
      env: { ...process.env, ...options },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    child.on("error", (error) =>
      reject(new Failure(3, `npm could not be started: ${error.message}`)),
    );
    child.on("close", (code) => {
      if (code === 0) return resolve();
      const reasons = said.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
      const reason = reasons
        .map((line) => line.replace(/^npm (error|ERR!) ?/, ""))
        .filter((line) => line && !/^(code|errno|syscall|A complete log)/.test(line));
      reject(new Failure(3, `npm ${command} failed: ${reason[0] ?? `exit code ${code}`}`));
    });
  });
}

/// Fills `place` by `fill(folder)` unless it is there.
export async function once(cache, place, fill) {
  if (existsSync(place)) return place;
  const folder = join(cache, `.unfinished-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await fill(folder);
    await mkdir(join(place, ".."), { recursive: true });
    await rename(folder, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

const locked = (from, cache, place) =>
  once(cache, place, async (folder) => {
    for (const name of ["package.json", "package-lock.json"])
      await cp(join(from, name), join(folder, name));
    await npm("ci", folder);
  });

/// The bundler and the packages that the prelude is made of.
export async function tools(cache) {
  const lock = await readFile(join(here, "package-lock.json"));
  const version = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  return locked(here, cache, join(cache, "tools", version));
}

/// The newest vinext has its KV handler in a package of its own.
const companions = (name, version) =>
  name === "vinext" && !version.startsWith("0.") ? { "@vinext/cloudflare": "1.0.0-beta.7" } : {};

/// A package by name and exact version, in a folder with a lock file. The versions that ship with
/// Stalemate have theirs in locks/; the others get one when they are first asked for.
export async function installed(cache, name, version) {
  const key = `${name.replace("/", "+")}-${version}`;
  const place = join(cache, "packages", key);
  const lock = join(here, "locks", key);
  if (existsSync(lock)) return locked(lock, cache, place);
  return once(cache, place, async (folder) => {
    const dependencies = { ...companions(name, version), [name]: version };
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
    await npm("install", folder);
  });
}
