#include "reports/export/vitest_test.h"

#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "model/names.h"
#include "reports/chronicle.h"
#include "reports/export/vitest_page.h"
#include "reports/export/vitest_runtime.h"
#include "reports/text.h"

namespace stalemate::reports {

namespace {

using model::Property;

constexpr std::size_t widest = 96;
constexpr std::size_t more_requests = 3;

/// As lines of a comment that nothing in the text can end.
std::string comment_lines(const std::string& text) {
  std::string lines;
  for (std::string line : wrapped(printable(text), widest)) {
    for (std::size_t end = line.find("*/"); end != std::string::npos; end = line.find("*/")) {
      line.replace(end, 2, "* /");
    }
    lines += " * " + line + "\n";
  }
  return lines;
}

std::string heading(const Explanation& explanation, const std::string& scenario,
                    const std::string& cell) {
  std::string text = first_line_of_export;
  text += fmt::format(" from a saved schedule.\n{} *\n",
                      comment_lines(fmt::format("Scenario {}, cell {}.", scenario, cell)));
  text += comment_lines(explanation.verdict);
  text += comment_lines(explanation.setting);
  for (const std::string& part : explanation.story) text += " *\n" + comment_lines(part);
  if (!explanation.left_out.empty()) text += comment_lines("(" + explanation.left_out + ".)");
  for (const std::string& reason : explanation.reasons) text += " *\n" + comment_lines(reason);
  return text + " */\n\n";
}

std::string import_line(const std::vector<std::string>& names, const std::string& module) {
  const std::string line =
      fmt::format("import {{ {} }} from {};\n", fmt::join(names, ", "), ts_string(module));
  if (width_of(line) <= 101) return line;
  return fmt::format("import {{\n  {},\n}} from {};\n", fmt::join(names, ",\n  "),
                     ts_string(module));
}

std::string import_lines(const VitestImports& imports) {
  const std::string handler = imports.handler.empty()
                                  ? imports.vinext + "/cloudflare/kv-cache-handler.js"
                                  : imports.handler;
  std::string text =
      "import { AsyncLocalStorage } from \"node:async_hooks\";\n"
      "import { afterEach, beforeEach, describe, expect, it, vi } from \"vitest\";\n";
  text += import_line({"KVCacheHandler"}, handler);
  text += import_line({"isrGet", "isrSet", "triggerBackgroundRegeneration"},
                      imports.vinext + "/server/isr-cache.js");
  text += import_line({"setCacheHandler"}, imports.vinext + "/shims/cache.js");
  return text + fmt::format(R"(
// Up to 0.0.26 there is no such module, and nothing in vinext sees the request's context.
const {{ runWithExecutionContext }}: any = await import(
  {}
).catch(() => ({{
  runWithExecutionContext: (_context: unknown, run: () => unknown) => run(),
}}));

)",
                            ts_string(imports.vinext + "/shims/request-context.js"));
}

std::string options_of(const ScriptRequest& request, sim::Microseconds usual_us) {
  const auto listed = [](const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
      text += fmt::format("{}{}", text.empty() ? "" : ", ", ts_string(name));
    }
    return text;
  };
  std::string text;
  const auto add = [&text](const std::string& field) {
    text += (text.empty() ? "" : ", ") + field;
  };
  if (request.artifact == model::Artifact::rsc) add("artifact: \"rsc\"");
  if (!request.visible) add("invisible: true");
  if (!request.unanswered.empty()) add(fmt::format("unanswered: [{}]", listed(request.unanswered)));
  if (!request.idle.empty()) add(fmt::format("idle: [{}]", listed(request.idle)));
  if (request.lingers_us != usual_us) add("lingersMs: " + ms_literal(request.lingers_us));
  return text.empty() ? "" : fmt::format(", {{ {} }}", text);
}

std::string step_line(const ScriptStep& step, const VitestScript& script) {
  const std::string at = ms_literal(step.at_us);
  if (step.kind == StepKind::arrive) {
    return fmt::format("    const request{0} = await arrives({1}, \"request {0}\"{2});\n",
                       step.request, at,
                       options_of(script.requests[step.request - 1], script.lingers_us));
  }
  std::string call;
  switch (step.kind) {
    case StepKind::commit:
      call = fmt::format("commit({})", ts_string(step.operation));
      break;
    case StepKind::commit_late:
      call = fmt::format("commitLate({})", ts_string(step.operation));
      break;
    case StepKind::fail:
      call = fmt::format("fail({}, {})", ts_string(step.operation), ts_string(step.error));
      break;
    case StepKind::cut:
      call = "cut()";
      break;
    case StepKind::end:
      call = "end()";
      break;
    case StepKind::gone:
      call = "clientGone()";
      break;
    default:
      call = fmt::format("answer({})", ts_string(step.operation));
  }
  return fmt::format("    await at({}, () => request{}.{});\n", at, step.request, call);
}

/// What KV holds when the first request comes.
std::string seeding(const VitestScript& script, bool app) {
  std::string text;
  for (std::size_t index = 0; index < (app ? model::artifact_count : 1); ++index) {
    const model::InitialEntry& entry = script.config.page.initial[index];
    if (!entry.present) continue;
    const std::string key = !app ? "KEY" : index == 0 ? "KEYS.html" : "KEYS.rsc";
    const bool fresh = entry.expired_for_us < 0;
    text += fmt::format(
        "    // Stored long enough ago to {} {} {}.\n"
        "    vi.setSystemTime(START - 1000 * REVALIDATE_SECONDS {} {});\n"
        "    await isrSet({}, page(0), REVALIDATE);\n",
        fresh ? "expire in" : "have expired", at_instant(std::abs(entry.expired_for_us)),
        fresh ? "from now" : "ago", fresh ? "+" : "-", ms_literal(std::abs(entry.expired_for_us)),
        key);
  }
  return text;
}

std::string title(Property property) {
  switch (property) {
    case Property::no_orphaned_regeneration_slot:
      return "a later request regenerates the page again";
    case Property::no_uncovered_write:
      return "no context ends over a kv.put() that it did not wait for";
    default:
      return "later requests refresh the page";
  }
}

/// For one artifact, or the only one there is.
std::string freshness(const std::string& artifact) {
  const std::string argument = artifact.empty() ? "" : fmt::format("\"{}\"", artifact);
  return fmt::format(R"(    expect(
      generation({0}),
      `{1} is not refreshed: {2} more requests were served ${{served.join(", ")}}; ` +
        `${{renders - rendersBefore}} renders began, ${{puts - putsBefore}} puts were called, ` +
        `and KV holds none of them`,
    ).toBeGreaterThan({3});
)",
                     argument, artifact.empty() ? "the page" : artifact, more_requests,
                     artifact.empty() ? "before" : fmt::format("before.{}", artifact));
}

/// Each artifact has a slot of its own, or they share one.
std::string freed_slot(const std::string& artifact) {
  const std::string none_began =
      fmt::format("[{}]", fmt::join(std::vector<std::string>(more_requests, "false"), ", "));
  return fmt::format(R"(    expect(
      begun{0},
      "the dedupe slot{1} is never freed: {2} more requests were served STALE and began no render",
    ).not.toEqual({3});
)",
                     artifact.empty() ? "" : "." + artifact,
                     artifact.empty() ? "" : " of " + artifact, more_requests, none_began);
}

/// For those that the traffic asks for; the Pages Router has but one, which needs no name.
std::string for_each_artifact(const VitestScript& script, bool app,
                              std::string (*assertion)(const std::string&)) {
  if (!app) return assertion("");
  std::string text;
  for (const model::Artifact artifact : {model::Artifact::html, model::Artifact::rsc}) {
    if (script.config.asks_for(artifact)) text += assertion(model::name(artifact));
  }
  return text;
}

std::string assertions(const VitestScript& script, bool app) {
  switch (script.property) {
    case Property::no_orphaned_regeneration_slot:
      return for_each_artifact(script, app, freed_slot);
    case Property::no_uncovered_write:
      return "    expect(puts, \"what was to be stored was dropped before any put\")"
             ".toBeGreaterThan(0);\n"
             "    expect(uncovered, \"a context ended over a put that it did not wait for\")"
             ".toEqual([]);\n";
    default:
      break;
  }
  return for_each_artifact(script, app, freshness);
}

/// What is noted before the later requests come.
std::string notes_before(Property property, bool app) {
  switch (property) {
    case Property::eventually_fresh:
      return fmt::format(
          "    const before = {};\n"
          "    const [rendersBefore, putsBefore] = [renders, puts];\n"
          "    const served: string[] = [];\n",
          app ? "{ html: generation(\"html\"), rsc: generation(\"rsc\") }" : "generation()");
    case Property::no_orphaned_regeneration_slot:
      return fmt::format(
          "    // Of each request that was served STALE: whether it began a render.\n"
          "    const begun{};\n",
          app ? " = { html: [] as boolean[], rsc: [] as boolean[] }" : ": boolean[] = []");
    case Property::no_uncovered_write:
    case Property::invalidation_respected:  // not exported: tags are invalidated in it
    case Property::no_fresh_entry_deleted:  // nor this: entries are deleted in it
      return "";
  }
  return "";
}

/// One later request, and what is noted of it.
std::string later_request(Property property, bool app, model::Artifact artifact, const char* when) {
  const std::string name = app ? model::name(artifact) : "request";
  const std::string arrival =
      fmt::format("await arrives({}, `later request ${{more}}`{});\n", when,
                  artifact == model::Artifact::rsc ? ", { artifact: \"rsc\" }" : "");
  if (property == Property::no_uncovered_write) return "      " + arrival + "      await calm();\n";
  const std::string noted = fmt::format("      const {} = {}      await calm();\n", name, arrival);
  if (property == Property::eventually_fresh) {
    return noted + fmt::format("      served.push({}.served);\n", name);
  }
  return fmt::format(
      "      const before{0} = renders;\n{1}"
      "      if ({2}.served === \"STALE\") begun{3}.push(renders > before{0});\n",
      app ? with_capital(name) : "", noted, name, app ? "." + name : "");
}

std::string calm_end(const VitestScript& script, bool app) {
  std::string text = "    await calm();\n\n" + notes_before(script.property, app);
  text += fmt::format(
      "    // The entry has expired after so long, and no context lives that long.\n"
      "    const untilDue = 1000 * REVALIDATE_SECONDS + 60_000;\n"
      "    for (let more = 1; more <= {}; more++) {{\n",
      more_requests);
  bool first = true;
  for (const model::Artifact artifact : {model::Artifact::html, model::Artifact::rsc}) {
    if (!script.config.asks_for(artifact)) continue;
    // What the other artifact's request has made fresh would need no slot.
    const bool due = first || script.property == Property::no_orphaned_regeneration_slot;
    text += later_request(script.property, app, artifact, due ? "now + untilDue" : "now");
    first = false;
  }
  return text + "    }\n\n" + assertions(script, app);
}

}  // namespace

std::string vitest_test(const VitestScript& script, const Explanation& explanation,
                        const std::string& scenario, const std::string& cell,
                        const VitestImports& imports) {
  const ScriptNeeds needs = needs_of(script);
  std::string text = heading(explanation, scenario, cell) + import_lines(imports);
  text += vitest_runtime(script, needs) + vitest_page(script, needs);
  text += fmt::format(R"(
// ---------------------------------------------------------------------------

describe({}, () => {{
  beforeEach(() => {{
    vi.useFakeTimers({{ toFake: ["Date"] }});
  }});
  afterEach(() => {{
    vi.useRealTimers();
  }});

  it("{}", async () => {{
    setCacheHandler(new KVCacheHandler(kv as any));
)",
                      ts_string(fmt::format("{}, {}", scenario, cell)), title(script.property));
  text += seeding(script, needs.app) + "\n";
  for (const ScriptStep& step : script.steps) text += step_line(step, script);
  return text + calm_end(script, needs.app) + "  });\n});\n";
}

}  // namespace stalemate::reports
