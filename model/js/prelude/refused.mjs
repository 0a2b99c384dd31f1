// What Workers have and the simulator has not: it may be looked at, and its use throws its name.

/// To be thrown at once. The simulator is told, too: whoever catches the error goes on without.
export function refusal(name) {
  native.log("refusal", `${name} is not simulated`);
  return new Error(`stalemate: ${name} is not simulated`);
}

/// An object whose every property, call and construction is refused. What the language itself looks
/// up (await, instanceof, class extends) is answered, and what is simulated of it.
export function unavailable(name, simulated = {}) {
  const refuse = () => {
    throw refusal(name);
  };
  return new Proxy(function refused() {}, {
    apply: refuse,
    construct: refuse,
    get(target, property) {
      if (Object.hasOwn(simulated, property)) return simulated[property];
      if (typeof property === "symbol" || property === "then") return undefined;
      if (property === "prototype" || property === "name") return target[property];
      throw refusal(`${name}.${property}`);
    },
  });
}

const names = [
  "fetch",
  "WebSocket",
  "WebSocketPair",
  "EventSource",
  "caches",
  "Cache",
  "CacheStorage",
  "FormData",
  "CompressionStream",
  "DecompressionStream",
  "HTMLRewriter",
  "Worker",
  "MessageChannel",
  "MessagePort",
  "BroadcastChannel",
  "SharedArrayBuffer",
  "WebAssembly",
  // Classes of what there is one of, which is made otherwise here.
  "Crypto",
  "Navigator",
  "Performance",
  "ServiceWorkerGlobalScope",
  "SubtleCrypto",
  "WorkerGlobalScope",
];

export const refused = Object.fromEntries(names.map((name) => [name, unavailable(name)]));
Atomics.wait = unavailable("Atomics.wait");
if (Atomics.waitAsync) Atomics.waitAsync = unavailable("Atomics.waitAsync");
