// Says whether the console is its isolate's own, and how this machine writes a number.
import { handleRequest as own } from "./own.mjs";

export function handleRequest(request, env) {
  console.log(console === globalThis.console, (1234.5).toLocaleString());
  return own(request, env);
}
