// TextEncoder and TextDecoder: UTF-8 and the encodings of one byte.
import { TextDecoder as Decoder, TextEncoder } from "@exodus/bytes/encoding-lite.js";
import { refusal } from "./refused.mjs";

const without = /^(utf-16|big5|euc-|iso-2022-jp|shift_jis|gb)/;

export class TextDecoder extends Decoder {
  #between_chunks = false;

  constructor(label, options) {
    super(label, options);
    if (without.test(this.encoding)) throw refusal(`TextDecoder("${this.encoding}")`);
  }
  decode(bytes, options) {
    const goes_on = Boolean(options?.stream);
    // ASCII means the same in each of these encodings, and most of what is decoded is nothing else.
    if (!goes_on && !this.#between_chunks) {
      const text = native.textOfAscii(bytes);
      if (text !== undefined) return text;
    }
    this.#between_chunks = goes_on;
    return super.decode(bytes, options);
  }
}

export { TextEncoder };
