// The modules of Node for bundles: what is not simulated of one may be imported, and throws its
// name when it is used. bundle.mjs makes a module of functions that call use().

export function use(module, property) {
  native.log("refusal", `${module} ${property} is not simulated`);
  throw new Error(`stalemate: ${module} ${property} is not simulated`);
}

/// The default export: the module as an object, or an object in it. What the language itself looks
/// up is absent. A module that is a function has what functions have.
export const refusing = (module, simulated = {}, inside = "") =>
  new Proxy(simulated, {
    get(_, property) {
      const is_own = Object.hasOwn(simulated, property);
      if (is_own || (typeof simulated === "function" && property in simulated)) {
        return simulated[property];
      }
      if (typeof property === "symbol" || property === "then") return undefined;
      return () => use(module, inside + property);
    },
  });
