// Letters of other alphabets where code can tell: é in a comment counts for nothing.
const pattern = /é/;

export async function handleRequest() {
  const plain = `line
// é`;
  const raw = String.raw`line
// é`;
  const kept = plain === raw && raw === "line\n// \u00e9" && pattern.test(raw);
  return { served: "HIT", body: String(kept) };
}
