export * from "../../../node_modules/vinext/dist/shims/cache.js";
