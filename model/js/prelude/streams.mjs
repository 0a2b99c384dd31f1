// Streams: those of the platform's standard, and the few that Workers have besides.
import {
  ReadableStream,
  ReadableStreamBYOBReader,
  TransformStream,
  WritableStream,
} from "web-streams-polyfill";
import { TextDecoder } from "./text.mjs";

export * from "web-streams-polyfill";
export { TextEncoderStream } from "@exodus/bytes/encoding-lite.js";

class Pair {
  #ends;

  constructor(transformer) {
    this.#ends = new TransformStream(transformer);
  }
  get readable() {
    return this.#ends.readable;
  }
  get writable() {
    return this.#ends.writable;
  }
}

export class TextDecoderStream extends Pair {
  #decoder;

  constructor(label, options) {
    const decoder = new TextDecoder(label, options);
    const enqueue = (text, ends) => text !== "" && ends.enqueue(text);
    super({
      transform: (bytes, ends) => void enqueue(decoder.decode(bytes, { stream: true }), ends),
      flush: (ends) => void enqueue(decoder.decode(), ends),
    });
    this.#decoder = decoder;
  }
  get encoding() {
    return this.#decoder.encoding;
  }
}

export class IdentityTransformStream extends Pair {}

/// Errors if not exactly so many bytes go through.
export class FixedLengthStream extends Pair {
  constructor(length) {
    let left = Number(length);
    const check = (wrong) => {
      if (wrong)
        throw new TypeError("FixedLengthStream did not see all expected bytes before close()");
    };
    super({
      transform(bytes, ends) {
        left -= bytes.byteLength;
        check(left < 0);
        ends.enqueue(bytes);
      },
      flush: () => check(left !== 0),
    });
  }
}

/// Of Workers' own (src/workerd/api/streams/readable.c++): `min` counts elements of the view.
Object.defineProperty(ReadableStreamBYOBReader.prototype, "readAtLeast", {
  value: function readAtLeast(min, view) {
    return this.read(view, { min });
  },
  enumerable: true,
  writable: true,
  configurable: true,
});

/// One stream of one chunk, which may be read into buffers of the reader's own. It takes the bytes:
/// their buffer is detached.
export const stream_of = (bytes) =>
  new ReadableStream({
    type: "bytes",
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });

export const joined = (chunks) => {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
};

/// All bytes of a stream.
export async function bytes_in(stream) {
  const reader = stream.getReader();
  const chunks = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks);
    if (ArrayBuffer.isView(value)) chunks.push(bytes_of(value));
    else if (value instanceof ArrayBuffer) chunks.push(new Uint8Array(value));
    else throw new TypeError("This ReadableStream did not return bytes.");
  }
}

export const bytes_of = (data) =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);

export { WritableStream };
