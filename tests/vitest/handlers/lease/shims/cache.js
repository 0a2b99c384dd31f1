export * from "../../../node_modules/vinext-0.0.55/dist/shims/cache.js";
