// TextEncoder and TextDecoder: UTF-8 and the encodings of one byte.
import { TextDecoder as Decoder, TextEncoder } from "@exodus/bytes/encoding-lite.js";
import { refusal } from "./refused.mjs";

const without = /^(utf-16|big5|euc-|iso-2022-jp|shift_jis|gb)/;

export class TextDecoder extends Decoder {
  constructor(label, options) {
    super(label, options);
    if (without.test(this.encoding)) throw refusal(`TextDecoder("${this.encoding}")`);
  }
}

export { TextEncoder };
