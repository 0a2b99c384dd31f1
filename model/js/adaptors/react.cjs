// React, as far as the packages' request flows need it to be loaded. Pages are rendered by the
// simulator, never by React: whatever would render refuses.
const loaded = {
  Component: class {},
  createContext: () => ({}),
};
const exported = new Proxy(loaded, {
  get(_, property) {
    if (typeof property === "symbol" || property === "__esModule") return undefined;
    if (property in loaded) return loaded[property];
    return () => {
      throw new Error(`stalemate: react ${property} is not simulated`);
    };
  },
});
module.exports = Object.create(exported, { default: { value: exported, enumerable: true } });
