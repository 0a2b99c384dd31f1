export { KVCacheHandler } from "../../../node_modules/@vinext/cloudflare/dist/cache/kv-data-adapter.runtime.js";
