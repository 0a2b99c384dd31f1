// node:buffer, for bundles: the Buffer that the prelude put on the global object.
export const Buffer = globalThis.Buffer;
export const kMaxLength = 0x7fffffff;
