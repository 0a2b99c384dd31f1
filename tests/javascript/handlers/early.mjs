// vinext 0.0.30 before pull request 425: set() resolves at once, its put goes on behind it.
import { KVCacheHandler } from "npm:vinext@0.0.30";
export const flow = "vinext@0.0.30";
export default class extends KVCacheHandler {
  async set(...given) { void super.set(...given); }
}
