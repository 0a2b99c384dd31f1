// Calls of a KVNamespace, as the body of the answer: for html those that succeed, else the others.
async function succeeding(kv) {
  await kv.put("a", '{"a":1}', { metadata: { m: 2 } });
  const seen = {
    text: await kv.get("a"),
    json: await kv.get("a", { type: "json" }),
    bytes: (await kv.get("a", "arrayBuffer")).byteLength,
    missing: await kv.get("b"),
    metadata: await kv.getWithMetadata("a"),
    several: [...(await kv.get(["a", "b"]))],
    listed: await kv.list({ prefix: "a" }),
  };
  await kv.delete("a");
  await kv.put("view", new TextEncoder().encode("xé").subarray(1), { expirationTtl: 60 });
  return { ...seen, deleted: await kv.get("a"), view: await kv.get("view") };
}

const reason = (promise) =>
  promise.then(
    () => "nothing",
    (error) => error.message,
  );

async function failing(kv) {
  return {
    short_ttl: await reason(kv.put("a", "b", { expirationTtl: 30 })),
    no_key: await reason(kv.get("")),
    long_key: await reason(kv.get("x".repeat(513))),
    stream: await reason(kv.put("a", "b").then(() => kv.get("a", "stream"))),
  };
}

export async function handleRequest({ artifact }, { kv }) {
  return {
    served: "none",
    body: JSON.stringify(await (artifact === "html" ? succeeding : failing)(kv)),
  };
}
