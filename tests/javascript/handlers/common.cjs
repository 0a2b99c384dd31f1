// A request function of one's own, in CommonJS: what is exported is known when the file runs.
const own = {
  async handleRequest(request, { kv, ctx, render }) {
    const known = await kv.get(request.page.path, "json");
    const store = async () => {
      const { html, revalidate } = await render();
      const entry = JSON.stringify({ html, until: Date.now() + revalidate * 1000 });
      await kv.put(request.page.path, entry);
      return html;
    };
    if (!known) return { served: "MISS", body: await store() };
    if (known.until >= Date.now()) return { served: "HIT", body: known.html };
    ctx.waitUntil(store());
    return { served: "STALE", body: known.html };
  },
};
module.exports = own;
