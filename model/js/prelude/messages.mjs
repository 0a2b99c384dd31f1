// Request and Response, as values: nothing is fetched.
import { AbortController } from "./abort.mjs";
import { Body } from "./body.mjs";
import { Headers } from "./headers.mjs";

const bodiless = [101, 204, 205, 304];
/// As github.com/cloudflare/workerd has it (src/workerd/api/http.c++): a body of no bytes is none.
const is_empty = (body) =>
  body === null || body === undefined || body === "" || body.byteLength === 0;

export class Response extends Body {
  #status;
  #text;
  #headers;

  constructor(body, init) {
    const { status: given = 200, statusText = "", headers } = init ?? {};
    const status = Number(given);
    const own = new Headers(headers);
    if (status !== 101 && !(status >= 200 && status <= 599)) {
      throw new RangeError(
        `Responses may only be constructed with status codes in the range 200 to 599, inclusive.`,
      );
    }
    const is_bodiless = bodiless.includes(status);
    if (is_bodiless && !is_empty(body)) {
      throw new TypeError(
        "Response with null body status (101, 204, 205, or 304) cannot have a body.",
      );
    }
    super(is_bodiless ? null : body, own);
    this.#status = status;
    this.#text = String(statusText);
    this.#headers = own;
  }
  static json(value, init = {}) {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new Response(JSON.stringify(value), { ...init, headers });
  }
  static redirect(url, status = 302) {
    return new Response(null, { status, headers: { location: new URL(url).href } });
  }
  static error() {
    return Object.defineProperty(new Response(), "type", { value: "error" });
  }

  get status() {
    return this.#status;
  }
  get statusText() {
    return this.#text;
  }
  get ok() {
    return this.#status >= 200 && this.#status < 300;
  }
  get headers() {
    return this.#headers;
  }
  get type() {
    return "default";
  }
  get url() {
    return "";
  }
  get redirected() {
    return false;
  }
  clone() {
    const { status, statusText, headers } = this;
    return new Response(this.copied(), { status, statusText, headers });
  }
  get [Symbol.toStringTag]() {
    return "Response";
  }
}

export class Request extends Body {
  #url;
  #method;
  #headers;
  #init;

  constructor(input, given) {
    const init = given ?? {};
    const from = input instanceof Request ? input : undefined;
    const method = String(init.method ?? from?.method ?? "GET").toUpperCase();
    const headers = new Headers(init.headers ?? from?.headers);
    const body = init.body ?? from?.handed_over() ?? null;
    if (body !== null && (method === "GET" || method === "HEAD")) {
      throw new TypeError("Request with a GET or HEAD method cannot have a body.");
    }
    super(body, headers);
    this.#url = from ? from.url : new URL(input).href;
    this.#method = method;
    this.#headers = headers;
    const signal = init.signal ?? from?.signal ?? new AbortController().signal;
    this.#init = { cf: init.cf ?? from?.cf, redirect: init.redirect ?? "follow", signal };
  }

  get url() {
    return this.#url;
  }
  get method() {
    return this.#method;
  }
  get headers() {
    return this.#headers;
  }
  get signal() {
    return this.#init.signal;
  }
  get redirect() {
    return this.#init.redirect;
  }
  get cf() {
    return this.#init.cf;
  }
  clone() {
    return new Request(this, { body: this.copied() ?? undefined });
  }
  get [Symbol.toStringTag]() {
    return "Request";
  }
}
