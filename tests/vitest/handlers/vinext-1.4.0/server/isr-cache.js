export * from "../../../node_modules/vinext/dist/server/isr-cache.js";
