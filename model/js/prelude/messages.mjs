// Request and Response, as values: nothing is fetched.
import { AbortController } from "./abort.mjs";
import { Body } from "./body.mjs";
import { Headers } from "./headers.mjs";

const bodiless = [101, 204, 205, 304];

export class Response extends Body {
  #status;
  #text;
  #headers;

  constructor(body = null, { status = 200, statusText = "", headers } = {}) {
    const own = new Headers(headers);
    if (status !== 101 && !(status >= 200 && status <= 599)) {
      throw new RangeError(
        `Responses may only be constructed with status codes in the range 200 to 599, inclusive.`,
      );
    }
    if (body !== null && body !== undefined && bodiless.includes(status)) {
      throw new TypeError(
        "Response with null body status (101, 204, 205, or 304) cannot have a body.",
      );
    }
    super(body, own);
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
}

export class Request extends Body {
  #url;
  #method;
  #headers;
  #init;

  constructor(input, init = {}) {
    const from = input instanceof Request ? input : undefined;
    const method = String(init.method ?? from?.method ?? "GET").toUpperCase();
    const headers = new Headers(init.headers ?? from?.headers);
    const body = init.body ?? (from?.bodyUsed === false ? from.copied() : null);
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
    return new Request(this);
  }
}
