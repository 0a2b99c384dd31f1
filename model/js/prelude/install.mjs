// Puts values on the global object as the platform does: not enumerable, replaceable.
export function install(values) {
  for (const [name, value] of Object.entries(values)) {
    // The bundler gives others to classes of one name.
    if (/^[A-Z]/.test(name)) Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
