// What the prelude made for bundles, of the platform's and the simulator's (prelude/prelude.mjs).
export const native = globalThis[Symbol.for("stalemate.native")];
