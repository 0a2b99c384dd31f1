// Paths of POSIX by node:path, in each of the ways in which it is imported; the store of a context.
import { AsyncLocalStorage } from "node:async_hooks";
import path, { dirname, posix } from "node:path";
import { join } from "path/posix";

export async function handleRequest() {
  const storage = new AsyncLocalStorage({ defaultValue: "none yet" });
  const seen = [
    join("a", "../b"),
    path.extname("/a/b.html"),
    posix.basename("/a/b"),
    dirname("/a/b"),
    storage.getStore(),
    storage.run("one", () => storage.getStore()),
  ];
  return { served: "MISS", body: seen.join(" ") };
}
