// Request and Response, as values: nothing is fetched.
import { AbortController } from "./abort.mjs";
import { Body } from "./body.mjs";
import { Headers, is_immutable, make_immutable } from "./headers.mjs";
import { text_of_status } from "./status_texts.mjs";

const bodiless = [101, 204, 205, 304];
/// As github.com/cloudflare/workerd has it (src/workerd/api/http.c++): a body of no bytes is none.
const is_empty = (body) =>
  body === null || body === undefined || body === "" || body.byteLength === 0;

const redirecting = [301, 302, 303, 307, 308];
/// As Web IDL has `unsigned short`.
const unsigned_short = (value) => Number(value) & 0xffff;

/// What the second argument of a constructor says.
function members_of(init) {
  if (init === undefined || init === null) return {};
  if (typeof init !== "object" && typeof init !== "function") {
    throw new TypeError("Response: parameter 2 is not of type 'ResponseInit'.");
  }
  return init;
}

export class Response extends Body {
  #status;
  #text;
  #headers;

  constructor(body, init) {
    const { status: given = 200, statusText, headers } = members_of(init);
    const status = unsigned_short(given);
    const text = statusText === undefined ? undefined : `${statusText}`;
    const own = new Headers(headers);
    if (status !== 101 && !(status >= 200 && status <= 599)) {
      throw new RangeError(
        `Responses may only be constructed with status codes in the range 200 to 599, inclusive.`,
      );
    }
    if (text && /[\0-\x1f]/.test(text)) throw new TypeError("Invalid statusText");
    const is_bodiless = bodiless.includes(status);
    if (is_bodiless && !is_empty(body)) {
      throw new TypeError(
        "Response with null body status (101, 204, 205, or 304) cannot have a body.",
      );
    }
    super(is_bodiless ? null : body, own);
    this.#status = status;
    this.#text = text;
    this.#headers = own;
  }
  /// What has no JSON is the text "undefined" on workerd (src/workerd/api/http.c++, json_), where
  /// the standard has a TypeError.
  static json(value, init) {
    const text = `${JSON.stringify(value)}`;
    const { status, statusText, headers: given } = members_of(init);
    const headers = new Headers(given);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new Response(text, { status, statusText, headers });
  }
  static redirect(url, status = 302) {
    const code = unsigned_short(status);
    if (!redirecting.includes(code)) {
      throw new RangeError(
        `${code} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`,
      );
    }
    if (!URL.canParse(url)) throw new TypeError(`Unable to parse URL: ${url}`);
    const response = new Response(null, { status: code, headers: { location: new URL(url).href } });
    make_immutable(response.#headers);
    return response;
  }
  /// Its headers may be changed, other than by the standard (src/workerd/api/http.c++, error).
  static error() {
    const response = new Response();
    response.#status = 0;
    return response;
  }

  get status() {
    return this.#status;
  }
  /// Where none is given that of the status, other than by the standard (src/workerd/api/http.c++,
  /// getStatusText).
  get statusText() {
    return this.#text ?? text_of_status(this.#status);
  }
  get ok() {
    return this.#status >= 200 && this.#status < 300;
  }
  get headers() {
    return this.#headers;
  }
  get type() {
    return this.#status === 0 ? "error" : "default";
  }
  get url() {
    return "";
  }
  get redirected() {
    return false;
  }
  clone() {
    const { statusText, headers } = this;
    const copy = new Response(this.copied(), { statusText, headers });
    copy.#status = this.#status;
    if (is_immutable(headers)) make_immutable(copy.#headers);
    return copy;
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
