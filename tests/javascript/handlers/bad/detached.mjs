// Takes waitUntil from its context and calls it by itself, which Workers refuse.
export async function handleRequest(request, { ctx: { waitUntil } }) {
  waitUntil(Promise.resolve());
  return { served: "MISS", body: "" };
}
