// Puts values on the global object as the platform does: not enumerable, replaceable.
export function install(values) {
  for (const [name, value] of Object.entries(values)) {
    // The bundler gives others to classes of one name.
    const is_class = typeof value === "function" && /^[A-Z]/.test(name);
    if (is_class) Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
