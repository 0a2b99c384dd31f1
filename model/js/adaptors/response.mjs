// As much of Response and of a stream as the packages' request flows touch: bundle.mjs puts this
// Response in where a bundle uses one. What else a Response can do is refused by its absence.

export class Response {
  constructor(body = null, init = {}) {
    this.body = body;
    this.status = init.status ?? 200;
    this.statusText = init.statusText ?? "";
    this.headers = new Headers(init.headers);
  }
  get ok() {
    return this.status >= 200 && this.status < 300;
  }
  async text() {
    const { body } = this;
    if (body === null || typeof body === "string") return body ?? "";
    return body instanceof Rendering ? body.text : new TextDecoder().decode(body);
  }
  async json() {
    return JSON.parse(await this.text());
  }
}

/// The stream of a rendered body: one chunk, which is there when the client has read the body.
export class Rendering {
  constructor(text) {
    this.text = text;
  }
  tee() {
    return [this, new Rendering(this.text)];
  }
  getReader() {
    let read = false;
    return {
      read: async () => {
        if (read) return { done: true, value: undefined };
        read = true;
        await host.bodyRead();
        return { done: false, value: new TextEncoder().encode(this.text) };
      },
      releaseLock() {},
    };
  }
}
