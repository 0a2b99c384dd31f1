// What a Request and a Response share: a body that can be read once, as text, bytes or a stream.
//
// A body that is not asked for as a stream is kept as it was given. What has a getReader() counts
// as a stream, whoever made it.
import { Blob, bytes_of_blob } from "./blob.mjs";
import { refusal } from "./refused.mjs";
import { bytes_in, bytes_of, stream_of } from "./streams.mjs";
import { TextDecoder, TextEncoder } from "./text.mjs";

const is_stream = (value) => typeof value?.getReader === "function";
/// Whether somebody has read from it, or has cancelled it: web-streams-polyfill's own note.
const is_disturbed = (value) => value?._disturbed === true;

const read_twice = () =>
  new TypeError(
    "Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
  );

/// @returns what is kept of it, and which type it is
function taken(init) {
  if (init === null || init === undefined) return [null, null];
  if (is_disturbed(init)) {
    throw new TypeError(
      "This ReadableStream is disturbed (has already been read from), and cannot be used as a body.",
    );
  }
  if (is_stream(init)) return [init, null];
  if (init instanceof Blob) return [bytes_of_blob(init).slice(), init.type || null];
  if (init instanceof ArrayBuffer || ArrayBuffer.isView(init))
    return [bytes_of(init).slice(), null];
  if (init instanceof URLSearchParams)
    return [String(init), "application/x-www-form-urlencoded;charset=UTF-8"];
  return [String(init), "text/plain;charset=UTF-8"];
}

const surrogates = /[\ud800-\udfff]/;
const encoded = (text) => new TextEncoder().encode(text);

/// What was given for a body, or the stream of what was; undefined of anything else.
export let content_of_body;

export class Body {
  #content;
  #used = false;

  constructor(init, headers) {
    const [content, type] = taken(init);
    this.#content = content;
    if (type && !headers.has("content-type")) headers.set("content-type", type);
  }
  static {
    content_of_body = (body) => (#content in body ? body.#content : undefined);
  }

  get body() {
    if (this.#content !== null && !is_stream(this.#content)) {
      const bytes = typeof this.#content === "string" ? encoded(this.#content) : this.#content;
      this.#content = stream_of(bytes);
      if (this.#used) this.#content.cancel();
    }
    return this.#content;
  }
  get bodyUsed() {
    return this.#used || is_disturbed(this.#content);
  }
  async text() {
    const content = this.#take();
    // "UTF-8 decode" takes a byte order mark away (workerd: since the date 2026-01-13,
    // strip_bom_in_read_all_text), and what was encoded has no lone surrogates.
    if (typeof content === "string") {
      const text = content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
      return surrogates.test(text) ? text.toWellFormed() : text;
    }
    return content === null ? "" : new TextDecoder().decode(await this.#bytes_of(content));
  }
  async json() {
    return JSON.parse(await this.text());
  }
  async bytes() {
    return this.#bytes_of(this.#take());
  }
  async arrayBuffer() {
    const bytes = await this.bytes();
    return bytes.buffer.byteLength === bytes.byteLength ? bytes.buffer : bytes.slice().buffer;
  }
  async blob() {
    return new Blob([await this.bytes()], { type: this.headers.get("content-type") ?? "" });
  }
  async formData() {
    throw refusal("formData()");
  }

  /// The body for a copy: a stream becomes two.
  copied() {
    if (this.bodyUsed || this.#content?.locked) throw new TypeError("Cannot clone a used body.");
    if (!is_stream(this.#content)) return this.#content;
    const [mine, other] = this.#content.tee();
    this.#content = mine;
    return other;
  }
  /// The body for another owner: this one has none any more.
  handed_over() {
    if (this.bodyUsed) throw new TypeError("Cannot reconstruct a Request with a used body.");
    this.#used = this.#content !== null;
    return this.#content;
  }

  #take() {
    if (this.bodyUsed || this.#content?.locked) throw read_twice();
    this.#used = this.#content !== null;
    return this.#content;
  }
  async #bytes_of(content) {
    if (content === null) return new Uint8Array();
    if (typeof content === "string") return encoded(content);
    return is_stream(content) ? bytes_in(content) : content.slice();
  }
}
