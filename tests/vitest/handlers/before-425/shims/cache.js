export * from "../../../node_modules/vinext-0.0.30/dist/shims/cache.js";
