// The stream of a rendered body: one chunk, which is there when the client has read the body. No
// class, since what an isolate evaluates it evaluates in every schedule.

export const text_of_rendering = Symbol.for("stalemate.text_of_rendering");

export const rendering = (text) => ({
  [text_of_rendering]: text,
  tee: () => [rendering(text), rendering(text)],
  getReader() {
    let read = false;
    return {
      read: async () => {
        if (read) return { done: true, value: undefined };
        read = true;
        await host.bodyRead();
        return { done: false, value: new TextEncoder().encode(text) };
      },
      releaseLock() {},
    };
  },
});
