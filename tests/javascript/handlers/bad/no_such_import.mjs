import { cached } from "./is_not_there.mjs";
export default cached;
