export * from "../../../node_modules/vinext-0.0.55/dist/cloudflare/kv-cache-handler.js";
