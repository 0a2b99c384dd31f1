// Lets workerd serve the page of worker.mjs, asks for it every 25 seconds, and writes what `curl
// -i` says, one answer glued to the other. The third time that the page is rendered, its upstream
// takes the request and never answers.
import { execFile } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const [, , worker, transcript] = process.argv;
const requests = 12;
const interval_ms = 25_000;

let asked = 0;
const upstream = createServer((request, response) => {
  if (++asked < 3) response.end(`${asked} posts`);
}).listen(0, "127.0.0.1");
await new Promise((listening) => upstream.once("listening", listening));

const bundle = await build({
  entryPoints: [worker],
  bundle: true,
  format: "esm",
  write: false,
  conditions: ["workerd", "worker"],
  external: ["node:*", "cloudflare:*"],
  // The package exports no way to what its generated entries import.
  alias: { "vinext/dist": `${process.cwd()}/node_modules/vinext/dist` },
  nodePaths: [`${process.cwd()}/node_modules`],
  logLevel: "error",
});
const miniflare = new Miniflare({
  modules: true,
  script: bundle.outputFiles[0].text,
  compatibilityDate: "2026-04-01",
  compatibilityFlags: ["nodejs_compat"],
  kvNamespaces: ["VINEXT_CACHE"],
  bindings: { UPSTREAM: `http://127.0.0.1:${upstream.address().port}` },
});
const url = new URL("/blog", await miniflare.ready);

writeFileSync(transcript, "");
for (let request = 0; request < requests; ++request) {
  if (request > 0) await after(interval_ms);
  const { stdout } = await promisify(execFile)("curl", ["-si", url.href]);
  appendFileSync(transcript, `${stdout}\n`);
}
upstream.closeAllConnections();
upstream.close();
await miniflare.dispose();
