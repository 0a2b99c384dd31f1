export * from "../../../node_modules/vinext-0.0.30/dist/server/isr-cache.js";
