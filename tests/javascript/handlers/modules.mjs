// Names that Node's modules are said to have here and have not, as the body of the answer.
import * as async_hooks from "node:async_hooks";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import * as events from "node:events";
import * as path from "node:path";
import * as posix from "node:path/posix";
import * as perf_hooks from "node:perf_hooks";
import * as process from "node:process";
import * as timers from "node:timers";
import * as timers_promises from "node:timers/promises";
import * as url from "node:url";
import * as util from "node:util";

const modules = {
  ...{ async_hooks, buffer, crypto, events, path, perf_hooks, posix, process },
  ...{ timers, timers_promises, url, util },
};

export async function handleRequest() {
  const missing = Object.entries(modules).flatMap(([module, names]) =>
    Object.keys(names)
      .filter((name) => names[name] === undefined)
      .map((name) => `${module}.${name}`),
  );
  return { served: "none", body: [Object.keys(path).length > 10, ...missing].join() };
}
