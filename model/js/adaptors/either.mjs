// A file in CommonJS says only when it runs what it exports: a request function of its own, or a
// class. The flow that it does not want is never evaluated.
import * as exported from "stalemate:file";

const { handle } =
  typeof exported.handleRequest === "function" ? require("./own.mjs") : require("./next.mjs");

export { handle };
