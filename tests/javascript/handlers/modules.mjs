// Names that Node's modules are said to have here and have not, as the body of the answer.
import * as async_hooks from "node:async_hooks";
import * as buffer from "node:buffer";
import * as crypto from "node:crypto";
import * as path from "node:path";
import * as posix from "node:path/posix";
import * as process from "node:process";

const modules = { async_hooks, buffer, crypto, path, posix, process };

export async function handleRequest() {
  const missing = Object.entries(modules).flatMap(([module, names]) =>
    Object.keys(names)
      .filter((name) => names[name] === undefined)
      .map((name) => `${module}.${name}`),
  );
  return { served: "none", body: [Object.keys(path).length > 10, ...missing].join() };
}
