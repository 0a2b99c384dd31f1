// A module of Node that is not simulated: importing it is fine, using what it exports throws its
// name. bundle.mjs puts the module's name in place of NODE_MODULE.
//
// The names are looked up on the prototype: that is where they are found both by require() and by
// an import of any name.
const used = (property) =>
  function () {
    throw new Error(`stalemate: ${NODE_MODULE} ${property} is not simulated`);
  };
const exported = new Proxy({}, {
  get: (_, property) =>
    typeof property === "symbol" || property === "then" || property === "__esModule"
      ? undefined
      : used(property),
});
module.exports = Object.create(exported, { default: { value: exported, enumerable: true } });
