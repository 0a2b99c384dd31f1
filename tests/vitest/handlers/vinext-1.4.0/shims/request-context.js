export * from "../../../node_modules/vinext/dist/shims/request-context.js";
