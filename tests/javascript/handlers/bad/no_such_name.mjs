import { KVCacheHandlers } from "npm:vinext@0.0.30";
export default KVCacheHandlers;
