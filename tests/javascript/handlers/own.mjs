// A Worker without a framework: its own request function.
export async function handleRequest(request, env) {
  const key = request.page.path;
  const stored = await env.kv.get(key);
  if (stored !== null) return { served: "HIT", body: stored };
  const { html, revalidate } = await env.render();
  env.ctx.waitUntil(env.kv.put(key, html, { expirationTtl: revalidate }));
  return { served: "MISS", body: html };
}
