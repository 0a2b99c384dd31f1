// vinext 0.0.30 as it was before pull request 425, which no package holds: set() resolves at once,
// its put goes on in the background.
import { KVCacheHandler as Fixed } from "../../../node_modules/vinext-0.0.30/dist/cloudflare/kv-cache-handler.js";

export class KVCacheHandler extends Fixed {
  async set(...given) {
    void super.set(...given);
  }
}
