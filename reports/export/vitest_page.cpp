#include "reports/export/vitest_page.h"

#include <fmt/format.h>

#include "model/config.h"

namespace stalemate::reports {

namespace {

std::string store(const ScriptNeeds& needs) {
  std::string text = R"(
// ---------------------------------------------------------------------------
// KV and the page
// ---------------------------------------------------------------------------

const store = new Map<string, string>();
let renders = 0;
)";
  const bool counts_puts = needs.freshness || needs.covers;
  if (counts_puts) text += "let puts = 0;\n";
  if (needs.app) {
    text += R"(
function of(operation: string, key: string): string {
  return `${operation} ${key.endsWith("rsc") ? "rsc" : "html"}`;
}
)";
  }
  const char* get = needs.app ? "of(\"kv.get\", key)" : "\"kv.get\"";
  const char* put = needs.app ? "of(\"kv.put\", key)" : "\"kv.put\"";
  text += fmt::format(R"(
/** Entries stay: that their age removes them one day is no refresh. */
const kv = {{
  get: vi.fn((key: string) => hold({}, () => store.get(key) ?? null)),
  put: vi.fn((key: string, value: string) => {{
{}    return hold({}, () => void store.set(key, value));
  }}),
  delete: vi.fn(async (key: string) => void store.delete(key)),
  list: vi.fn(async () => ({{ keys: [], list_complete: true }})),
}};
)",
                      get, counts_puts ? "    puts++;\n" : "", put);
  return text;
}

/// What stands for the page: which render an entry holds, and a render.
std::string page_parts(const ScriptNeeds& needs) {
  std::string text;
  if (needs.app && needs.freshness) {
    text += R"(
/** Which render KV holds; -1: none. */
function generation(artifact: Artifact): number {
  const key = [...store.keys()].find((each) => each.endsWith(KEYS[artifact]));
  return Number(/generation (\d+)/.exec(store.get(key ?? "") ?? "")?.[1] ?? -1);
}
)";
  } else if (needs.freshness) {
    text += R"(
/** Which render KV holds; -1: none. */
function generation(): number {
  return Number(/generation (\d+)/.exec([...store.values()].join())?.[1] ?? -1);
}
)";
  }
  if (needs.app) {
    text += R"(
function page(number: number) {
  const html = `generation ${number}`;
  return {
    kind: "APP_PAGE" as const,
    html,
    rscData: undefined,
    headers: undefined,
    postponed: undefined,
    status: 200,
  };
}
)";
  } else {
    text += R"(
function page(number: number) {
  const html = `generation ${number}`;
  return { kind: "PAGES" as const, html, pageData: {}, headers: undefined, status: 200 };
}
)";
  }
  return text + R"(
async function render() {
  const number = ++renders;
  await hold("render", () => {});
  return page(number);
}
)";
}

/// Which of the two promises the schedule keeps from waitUntil().
struct Registration {
  bool put = true;
  bool regeneration = true;
};

std::string registration_helpers(const Registration& registered, bool invisible) {
  std::string text;
  if (!registered.put || !registered.regeneration) {
    text += R"(
/** Where AsyncLocalStorage shows no context, so that nothing can be registered with it. */
function unseen<T>(run: () => T): T {
  return runWithExecutionContext(null, run);
}
)";
  }
  if (registered.put && !registered.regeneration) {
    text += fmt::format(R"(
function seen<T>(context: Context, run: () => T): T {{
  return runWithExecutionContext({}, run);
}}
)",
                        invisible ? "context.options.invisible ? null : context" : "context");
  }
  return text;
}

/// The call of isrSet() as the schedule has it.
std::string stored(const Registration& registered, const std::string& key,
                   const std::string& value) {
  const std::string call = fmt::format("isrSet({}, {}, REVALIDATE)", key, value);
  if (!registered.put) return fmt::format("unseen(() => {})", call);
  if (!registered.regeneration) return fmt::format("seen(context, () => {})", call);
  return call;
}

std::string triggered(const Registration& registered, const std::string& key,
                      const std::string& body) {
  const std::string call =
      fmt::format("triggerBackgroundRegeneration({}, async () => {{\n{}    }})", key, body);
  return registered.regeneration ? call : fmt::format("unseen(() => {})", call);
}

std::string pages_route(const model::HandlerConfig& handler, const Registration& registered,
                        const ScriptNeeds& needs) {
  const std::string body = fmt::format("      const fresh = await render();\n      await {};\n",
                                       stored(registered, "KEY", "fresh"));
  const bool behind =
      handler.generation >= model::Generation::vinext_0_0_55 || handler.miss_stored_behind_response;
  const bool seen = registered.put && !registered.regeneration;
  std::string text = fmt::format(R"(
/** What the Pages Router does for a page with revalidate. */
async function answerRequest({}context: Context): Promise<string> {{
  const cached = await isrGet(KEY);
  if (cached && !cached.isStale) return "HIT";
  if (cached) {{
    {};
    return "STALE";
  }}
  const fresh = await render();
)",
                                 behind || seen ? "" : "_", triggered(registered, "KEY", body));
  if (behind) {
    text += fmt::format("  const written = {};\n  {}context.waitUntil(written);\n",
                        stored(registered, "KEY", "fresh"),
                        needs.invisible ? "if (!context.options.invisible) " : "");
  } else {
    text += fmt::format("  await {};\n", stored(registered, "KEY", "fresh"));
  }
  return text + "  return \"MISS\";\n}\n";
}

std::string app_route(const model::HandlerConfig& handler, const Registration& registered,
                      const ScriptNeeds& needs) {
  const bool newest = handler.generation >= model::Generation::vinext_0_0_55;
  const std::string html = stored(registered, "KEYS.html", "fresh");
  const std::string rsc = stored(registered, "KEYS.rsc", "fresh");
  std::string body = "      const fresh = await render();\n";
  if (newest) {
    body += fmt::format("      if (artifact === \"rsc\") await {};\n", rsc);
    body += fmt::format("      else await Promise.all([\n        {},\n        {},\n      ]);\n",
                        rsc, html);
  } else {
    body +=
        fmt::format("      await Promise.all([\n        {},\n        {},\n      ]);\n", html, rsc);
  }
  return fmt::format(R"(
/** What the App Router does for a page with revalidate. */
async function answerRequest(context: Context): Promise<string> {{
  const {{ artifact = "html" }} = context.options;
  const cached = await isrGet(KEYS[artifact]).catch(() => null);
  if (cached && !cached.isStale) return "HIT";
  if (cached) {{
    {};
    return "STALE";
  }}
  const fresh = await render();
  const written =
    artifact === "rsc"
      ? {}
      : Promise.all([
          {},
          {},
        ]);
  {}context.waitUntil(written);
  return "MISS";
}}
)",
                     triggered(registered, newest ? "KEYS[artifact]" : "KEYS.html", body), rsc,
                     html, rsc, needs.invisible ? "if (!context.options.invisible) " : "");
}

}  // namespace

std::string vitest_page(const VitestScript& script, const ScriptNeeds& needs) {
  const model::HandlerConfig& handler = script.config.handler;
  const Registration registered{handler.put_registered, handler.regeneration_registered};
  return store(needs) + page_parts(needs) + registration_helpers(registered, needs.invisible) +
         (needs.app ? app_route(handler, registered, needs)
                    : pages_route(handler, registered, needs));
}

}  // namespace stalemate::reports
