// A module with a request function of its own: handleRequest(request, env).
//   request  as the simulator gives it: kind, artifact, router, page, switches
//   env      kv        a KVNamespace
//            ctx       an ExecutionContext
//            render()  what the origin gives: {generation, revalidate, html, rscData}
//            bodyRead()  resolves when the client has read the response to its end
// It resolves with {served: "MISS" | "HIT" | "STALE" | "none", body}.
import { handleRequest } from "stalemate:file";
import { ctx, kv, render, text_of } from "./isolate.mjs";

const known = ["MISS", "HIT", "STALE", "none"];

export async function handle(request) {
  const answer = await handleRequest(request, { kv, ctx, render, bodyRead: () => host.bodyRead() });
  if (!known.includes(answer?.served)) {
    throw new Error(
      `handleRequest must resolve with {served, body}, where served is one of ${known.join(", ")}`,
    );
  }
  const body = answer.body ?? "";
  if (typeof body !== "string" && !(body instanceof ArrayBuffer) && !ArrayBuffer.isView(body)) {
    throw new Error("the body that handleRequest resolves with must be a text or bytes");
  }
  return { served: answer.served, body: text_of(body) };
}
