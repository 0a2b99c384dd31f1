// The stream of a rendered body: one chunk, which is there when the client has read the body.

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
