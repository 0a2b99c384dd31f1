// A comment – with a dash.
export async function handleRequest() {
  /* … and one
     that goes on: é */
  return { served: "HIT", body: String("é" === "\u00e9") };
}
