// Puts values on the global object as the platform does: not enumerable, replaceable.
export function install(values) {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
