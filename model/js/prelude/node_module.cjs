// A module of Node. What is simulated of it is there; importing anything else is fine, using it
// throws its name. bundle.mjs puts the module's name in place of NODE_MODULE and what is simulated
// of it in place of SIMULATED.
//
// The names are looked up on the prototype: that is where they are found both by require() and by
// an import of any name.
const simulated = SIMULATED;

const used = (property) =>
  function () {
    throw new Error(`stalemate: ${NODE_MODULE} ${property} is not simulated`);
  };
const exported = new Proxy(simulated, {
  get(_, property) {
    if (Object.hasOwn(simulated, property)) return simulated[property];
    const looked_up =
      typeof property === "symbol" || property === "then" || property === "__esModule";
    return looked_up ? undefined : used(property);
  },
});
module.exports = Object.create(exported, { default: { value: exported, enumerable: true } });
