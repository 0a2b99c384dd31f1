// Blob and File.
import { bytes_of, joined, stream_of } from "./streams.mjs";
import { TextDecoder, TextEncoder } from "./text.mjs";

export let bytes_of_blob;

const bytes_of_part = (part) => {
  if (part instanceof Blob) return bytes_of_blob(part);
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) return bytes_of(part);
  return new TextEncoder().encode(String(part));
};

export class Blob {
  #bytes;
  #type;

  constructor(parts = [], { type = "" } = {}) {
    this.#bytes = joined([...parts].map(bytes_of_part));
    this.#type = String(type).toLowerCase();
  }
  static {
    bytes_of_blob = (blob) => blob.#bytes;
  }

  get size() {
    return this.#bytes.byteLength;
  }
  get type() {
    return this.#type;
  }
  slice(from, to, type = "") {
    const { size } = this;
    const place = (at, otherwise) =>
      at === undefined ? otherwise : at < 0 ? Math.max(size + at, 0) : Math.min(at, size);
    return new Blob([this.#bytes.slice(place(from, 0), place(to, size))], { type });
  }
  stream() {
    return stream_of(this.#bytes.slice());
  }
  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }
  async bytes() {
    return this.#bytes.slice();
  }
  async text() {
    return new TextDecoder().decode(this.#bytes);
  }
  get [Symbol.toStringTag]() {
    return "Blob";
  }
}

export class File extends Blob {
  #name;
  #modified;

  constructor(parts, name, options = {}) {
    super(parts, options);
    this.#name = String(name);
    this.#modified = options.lastModified ?? Date.now();
  }
  get name() {
    return this.#name;
  }
  get lastModified() {
    return this.#modified;
  }
  get [Symbol.toStringTag]() {
    return "File";
  }
}
