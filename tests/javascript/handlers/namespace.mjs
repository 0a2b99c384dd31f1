// Calls of a KVNamespace, as the body of the answer: for html those that succeed, else the others.
const streaming = (text) => new Response(text).body;
const bytes = (...values) => new Uint8Array(values);

async function listing(kv) {
  await kv.put("list:b", "", { metadata: "second" });
  await kv.put("list:a", "");
  await kv.put("list:c", "");
  const first = await kv.list({ prefix: "list:", limit: 2 });
  return [first, await kv.list({ prefix: "list:", cursor: first.cursor })];
}

async function into_own(stream) {
  const reader = stream.getReader({ mode: "byob" });
  const { value } = await reader.readAtLeast(3, bytes(0, 0, 0));
  const rest = await reader.read(new Uint8Array(9));
  return new TextDecoder().decode(value) + new TextDecoder().decode(rest.value);
}

async function succeeding(kv) {
  await kv.put("a", '{"a":1}', { metadata: { m: 2 } });
  const seen = {
    text: await kv.get("a"),
    json: await kv.get("a", { type: "json", cacheTtl: 30 }),
    bytes: (await kv.get("a", "arrayBuffer")).byteLength,
    stream: await new Response(await kv.get("a", "stream")).text(),
    into_own: await into_own(await kv.get("a", "stream")),
    missing: await kv.get("b"),
    metadata: await kv.getWithMetadata("a"),
    several: [...(await kv.get(["a", "b"]))],
    listed: await listing(kv),
  };
  await kv.delete("a");
  await kv.put("view", new TextEncoder().encode("xé").subarray(1), { expirationTtl: 60 });
  await kv.put("streamed", streaming("é"), { expiration: Math.floor(Date.now() / 1000) + 61 });
  await kv.put("binary", bytes(0, 255, 239, 187, 191));
  await kv.put("marked", bytes(239, 187, 191, 97).buffer);
  await kv.put("number", 5);
  return {
    ...seen,
    deleted: await kv.get("a"),
    view: await kv.get("view"),
    streamed: await kv.get("streamed"),
    binary: [...new Uint8Array(await kv.get("binary", "arrayBuffer"))],
    lossy: (await kv.get("binary")).length,
    marked: (await kv.get("marked", "arrayBuffer")).byteLength,
    number: await kv.get("number"),
  };
}

const reason = (promise) =>
  promise.then(
    () => "nothing",
    (error) => `${error.name}: ${error.message}`,
  );

async function failing(kv) {
  await kv.put("a", "b");
  return {
    short_ttl: await reason(kv.put("a", "b", { expirationTtl: 30 })),
    no_ttl: await reason(kv.put("a", "b", { expirationTtl: "x" })),
    past: await reason(kv.put("a", "b", { expiration: 5 })),
    soon: await reason(kv.put("a", "b", { expiration: Math.floor(Date.now() / 1000) + 59 })),
    no_key: await reason(kv.get("")),
    dots: await reason(kv.delete("..")),
    long_key: await reason(kv.get("x".repeat(513))),
    long_in_bytes: await reason(kv.put("é".repeat(257), "")),
    metadata: await reason(kv.put("a", "b", { metadata: "x".repeat(1023) })),
    value: await reason(kv.put("a", "x".repeat(25 * 1024 * 1024 + 1))),
    object: await reason(kv.put("a", { a: 1 })),
    cache_ttl: await reason(kv.get("a", { cacheTtl: 10 })),
    cache_ttls: await reason(kv.getWithMetadata(["a"], { cacheTtl: "x" })),
    type: await reason(kv.get("a", "blob")),
    json: (await reason(kv.get("a", "json"))).split(":")[0],
    several: await reason(kv.get(Array(101).fill("a"))),
    several_json: await reason(kv.get(["a"], "json")),
    several_bytes: await reason(kv.get(["a"], "arrayBuffer")),
    limit: await reason(kv.list({ limit: 1001 })),
  };
}

export async function handleRequest({ artifact }, { kv }) {
  return {
    served: "none",
    body: JSON.stringify(await (artifact === "html" ? succeeding : failing)(kv)),
  };
}
