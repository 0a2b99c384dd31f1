// Programs for tests, as short functions instead of bundles.
#pragma once

#include <memory>
#include <string>

#include "model/config.h"

namespace stalemate::tests {

/// A flow for one page with the parts that a test wants otherwise: read, HIT, STALE with a
/// background regeneration, or MISS.
/// @param body what `handle` does, in place of that; sees `host`, `state` (of the isolate),
/// `request`
inline std::shared_ptr<const model::Program> program(const std::string& body) {
  auto result = std::make_shared<model::Program>();
  result->name = "test.mjs";
  result->code =
      "(function (globalThis, host) { const state = { count: 0 }; return {\n"
      "async handle(request) {\n" +
      body + "\n} }; })";
  return result;
}

/// Stores "revalidateAt" like vinext, renders on MISS and behind STALE.
inline constexpr const char* usual_flow = R"js(
  const key = "page:" + request.page.path;
  const store = async () => {
    const { generation, revalidate } = await host.render();
    const now = Date.now();
    const entry = { html: generation, lastModified: now, revalidateAt: now + revalidate * 1000 };
    await host.kvPut(key, JSON.stringify(entry), 0, null);
    return generation;
  };
  const read = await host.kvGet(key);
  if (!read) return { served: "MISS", body: await store() };
  const entry = JSON.parse(read[0]);
  if (Date.now() <= entry.revalidateAt) return { served: "HIT", body: entry.html };
  const regeneration = store().catch(() => {});
  if (REGISTERED) host.waitUntil(regeneration);
  return { served: "STALE", body: entry.html };
)js";

inline std::shared_ptr<const model::Program> usual_program(bool registered = true) {
  std::string body = registered ? "const REGISTERED = true;" : "const REGISTERED = false;";
  body += usual_flow;
  return program(body);
}

}  // namespace stalemate::tests
