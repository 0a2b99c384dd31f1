#include "reports/export/vitest_runtime.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/text.h"

namespace stalemate::reports {

namespace {

std::string constants(const VitestScript& script, const ScriptNeeds& needs) {
  const model::WorldConfig& config = script.config;
  std::string text = "const START = Date.UTC(2026, 0, 1);\n";
  text += fmt::format("const REVALIDATE_SECONDS = {};\n",
                      ms_literal(config.page.revalidate_ms));  // thousandths of a second
  text += R"(/** What isrSet() takes: seconds up to 0.0.55, a policy in 1.x. */
const REVALIDATE: any =
  isrSet.length > 3 ? REVALIDATE_SECONDS : { cacheControl: { revalidate: REVALIDATE_SECONDS } };
)";
  if (config.runtime.wait_until_limit_us) {
    text += fmt::format("const WAIT_UNTIL_LIMIT_MS = {};\n",
                        ms_literal(*config.runtime.wait_until_limit_us));
  } else {
    text += "const WAIT_UNTIL_LIMIT_MS = Infinity;\n";
  }
  text += "/** How long things take when all is calm. */\n";
  text += fmt::format(
      "const CALM_MS: Record<string, number> = {{ \"kv.get\": {}, \"kv.put\": {}, "
      "render: {} }};\n",
      ms_literal(config.latencies.kv_get.typical_us),
      ms_literal(config.latencies.kv_put.typical_us),
      ms_literal(config.latencies.render.typical_us));
  if (!needs.app) return text + "const KEY = \"pages:/page\";\n";
  return text +
         "const KEYS = { html: \"app:/page:html\", rsc: \"app:/page:rsc\" };\n"
         "type Artifact = keyof typeof KEYS;\n";
}

std::string state(const ScriptNeeds& needs) {
  std::string text = R"(
// ---------------------------------------------------------------------------
// Request contexts, as the Workers runtime has them
// ---------------------------------------------------------------------------

/** Something under way. Its promise stays pending until the test opens the latch. */
type Latch = {
  what: string;
  due: number;
  answer: () => void;
)";
  if (needs.commit || needs.commit_late) text += "  apply: () => void;\n";
  if (needs.fail) text += "  fail: (error: Error) => void;\n";
  return text + R"(};

/** In whose context the running code is; vinext's own AsyncLocalStorage may show another. */
const current = new AsyncLocalStorage<Context>();
const contexts: Context[] = [];
let now = 0;
)";
}

std::string options_type(const ScriptNeeds& needs) {
  std::string fields;
  if (needs.app) fields += "  artifact?: Artifact;\n";
  if (needs.unanswered)
    fields += "  /** What nobody will ever answer. */\n  unanswered?: string[];\n";
  if (needs.idle) fields += "  /** What is no I/O, and will never settle. */\n  idle?: string[];\n";
  if (needs.invisible)
    fields += "  /** AsyncLocalStorage shows no context. */\n  invisible?: boolean;\n";
  if (needs.lingers)
    fields += "  /** How much longer the context stays than it must. */\n  lingersMs?: number;\n";
  if (fields.empty()) return "";
  return fmt::format("\ntype Options = {{\n{}}};\n", fields);
}

std::string context_class(const ScriptNeeds& needs, bool options) {
  std::string text = R"(
/**
 * Lives until its response is sent and everything that waitUntil() was given has settled, or the
 * limit on waitUntil() is reached. Whatever it still has under way is dropped then: those promises
 * never settle, and no finally runs, while the isolate and its globals live on.
 */
class Context {
  alive = true;
  served = "nothing";
  held: Latch[] = [];
)";
  if (needs.commit_late) text += "  dropped: Latch[] = [];\n";
  text += R"(  private waitingFor = 0;
  private respondedAt = Infinity;
)";
  if (needs.lingers) text += "  private doneAt = Infinity;\n";
  text += options ? R"(
  constructor(
    readonly name: string,
    readonly options: Options,
  ) {
    contexts.push(this);
  }
)"
                  : R"(
  constructor(readonly name: string) {
    contexts.push(this);
  }
)";
  text += R"(
  waitUntil(promise: Promise<unknown>) {
    const settled = () => {
      this.waitingFor--;
    };
    this.waitingFor++;
    promise.then(settled, settled);
  }

  passThroughOnException() {}

  respond(header: string) {
    if (this.respondedAt < Infinity) return;
    this.served = header;
    this.respondedAt = now;
  }

  /** What is to be answered next: the operation of this name, or whatever is due first. */
  next(what?: string): Latch | undefined {
)";
  text += needs.unanswered ? R"(    const { unanswered = [] } = this.options;
    return this.held
      .filter((latch) => !unanswered.includes(latch.what) && (!what || latch.what === what))
      .sort((one, other) => one.due - other.due)[0];
  }
)"
                           : R"(    return this.held
      .filter((latch) => !what || latch.what === what)
      .sort((one, other) => one.due - other.due)[0];
  }
)";
  text += R"(
  take(what?: string): Latch | undefined {
    const latch = this.next(what);
    this.held = this.held.filter((other) => other !== latch);
    return latch;
  }
)";
  return text;
}

std::string steps_of_context(const ScriptNeeds& needs) {
  std::string text = R"(
  /** The operation succeeds. One that this handler does not have under way is left out. */
  answer(what?: string) {
    this.take(what)?.answer();
  }
)";
  if (needs.commit) {
    text += R"(
  /** The store has the put; whoever waits for it does not know yet. */
  commit(what: string) {
    this.next(what)?.apply();
  }
)";
  }
  if (needs.commit_late) {
    text += R"(
  /** The store has got the whole put of the dead context, and commits it. */
  commitLate(what: string) {
    this.dropped.find((latch) => latch.what === what)?.apply();
  }
)";
  }
  if (needs.fail) {
    text += R"(
  fail(what: string, message: string) {
    this.take(what)?.fail(new Error(message));
  }
)";
  }
  if (needs.gone) {
    text += R"(
  /** The client goes away: only waitUntil() keeps the context alive from here on. */
  clientGone() {
    this.respond("nobody");
  }
)";
  }
  text += R"(
  /** The end, whatever is under way. */
  cut() {
    if (!this.alive) return;
    this.alive = false;
)";
  if (needs.commit_late) text += "    this.dropped = this.held;\n";
  text += R"(    this.held = [];
  }
)";
  return text;
}

/// Its end because nothing keeps it alive, and how that is called.
std::string finish_of_context(const ScriptNeeds& needs) {
  if (!needs.covers) return "";
  return R"(
  private finish() {
    for (const { what } of this.held) {
      if (what.startsWith("kv.put")) uncovered.push(`${what}() of ${this.name}, at ${now} ms`);
    }
    this.cut();
  }
)";
}

/// What the runtime does without being asked.
std::string rules_of_context(const ScriptNeeds& needs) {
  const char* finish = needs.covers ? "this.finish()" : "this.cut()";
  std::string text = finish_of_context(needs);
  if (needs.lingers) {
    text += fmt::format(R"(
  private staysUntil() {{
    return this.doneAt + (this.options.lingersMs ?? LINGERS_MS);
  }}

  /** It ends, if nothing keeps it alive and it has stayed as long as it does. */
  end() {{
    if (this.staysUntil() <= now) {};
  }}
)",
                        finish);
  }
  text += "\n  /** What the runtime does until then. */\n  passTime(until: number) {\n";
  if (needs.lingers) text += fmt::format("    if (this.staysUntil() < until) {};\n", finish);
  text += R"(    if (this.respondedAt + WAIT_UNTIL_LIMIT_MS <= until) this.cut();
  }

  /** What the runtime does once the isolate's microtasks have run. */
  look() {
    const done = this.respondedAt < Infinity && this.waitingFor === 0;
)";
  if (needs.lingers) {
    text += R"(    this.doneAt = done ? Math.min(this.doneAt, now) : Infinity;
    if (this.staysUntil() === this.doneAt) this.end();
)";
  } else {
    text += fmt::format("    if (done) {};\n", finish);
  }
  if (needs.idle) {
    text += R"(    const { idle = [] } = this.options;
    // The hang detector: it waits, and nothing that it waits for can come.
    if (!done && this.held.every((latch) => idle.includes(latch.what))) this.cut();
)";
  }
  return text + "  }\n}\n";
}

std::string steps(const ScriptNeeds& needs) {
  std::string text;
  if (needs.covers) {
    text +=
        "\n/** Puts over which a context has ended although nothing had cut it. */\n"
        "const uncovered: string[] = [];\n";
  }
  const char* fail = needs.fail ? ", fail" : "";
  text += fmt::format(R"(
function hold<T>(what: string, effect: () => T): Promise<T> {{
  const context = current.getStore();
  if (!context) return Promise.resolve(effect());
  return new Promise((resolve{}) => {{
    const due = now + CALM_MS[what.split(" ")[0]];
)",
                      fail);
  if (needs.commit || needs.commit_late) {
    text += fmt::format(R"(    let result: {{ value: T }} | undefined;
    const apply = () => (result ??= {{ value: effect() }}).value;
    context.held.push({{ what, due, answer: () => resolve(apply()), apply{} }});
)",
                        fail);
  } else {
    text += fmt::format(
        "    context.held.push({{ what, due, answer: () => resolve(effect()){} }});\n", fail);
  }
  text += R"(  });
}

/** One step of the schedule, and all that follows from it at once. */
async function at(ms: number, step: () => void) {
  for (const context of contexts) context.passTime(ms);
  now = ms;
  vi.setSystemTime(START + now);
  step();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const context of contexts) context.look();
}
)";
  return text;
}

std::string arrival_and_calm(const ScriptNeeds& needs, bool options) {
  const char* visible = needs.invisible ? "options.invisible ? null : context" : "context";
  const std::string text =
      fmt::format(R"(
async function arrives(ms: number, name: string{}) {{
  const context = new Context(name{});
  const visible: any = {};
  await at(ms, () => {{
    const served = current.run(context, () =>
      runWithExecutionContext(visible, () => answerRequest(context)),
    );
    served.then(
      (header: string) => context.respond(header),
      () => context.respond("an error"),
    );
  }});
  return context;
}}
)",
                  options ? ", options: Options = {}" : "", options ? ", options" : "", visible);
  return text + R"(
/** All is calm: whatever a living context has under way succeeds, after its usual time. */
async function calm() {
  for (;;) {
    const waiting = contexts.filter((context) => context.alive && context.next());
    waiting.sort((one, other) => one.next()!.due - other.next()!.due);
    if (waiting.length === 0) return;
    await at(Math.max(now, waiting[0].next()!.due), () => waiting[0].answer());
  }
}
)";
}

}  // namespace

ScriptNeeds needs_of(const VitestScript& script) {
  ScriptNeeds needs;
  const auto has = [&script](StepKind kind) {
    return std::any_of(script.steps.begin(), script.steps.end(),
                       [kind](const ScriptStep& step) { return step.kind == kind; });
  };
  needs.commit = has(StepKind::commit);
  needs.commit_late = has(StepKind::commit_late);
  needs.fail = has(StepKind::fail);
  needs.cut = has(StepKind::cut);
  needs.gone = has(StepKind::gone);
  needs.app = script.config.handler.router == model::Router::app;
  needs.freshness = script.property == model::Property::eventually_fresh;
  needs.covers = script.property == model::Property::no_uncovered_write;
  for (const ScriptRequest& request : script.requests) {
    needs.unanswered = needs.unanswered || !request.unanswered.empty();
    needs.idle = needs.idle || !request.idle.empty();
    needs.invisible = needs.invisible || !request.visible;
    needs.lingers = needs.lingers || request.lingers_us > 0;
  }
  needs.lingers = needs.lingers || script.lingers_us > 0;
  return needs;
}

std::string vitest_runtime(const VitestScript& script, const ScriptNeeds& needs) {
  const std::string options = options_type(needs);
  std::string text = constants(script, needs);
  if (needs.lingers) {
    text += fmt::format("const LINGERS_MS = {};\n", ms_literal(script.lingers_us));
  }
  text += state(needs) + options + context_class(needs, !options.empty()) + steps_of_context(needs);
  return text + rules_of_context(needs) + steps(needs) + arrival_and_calm(needs, !options.empty());
}

std::string ms_literal(sim::Microseconds us) {
  std::string whole = fmt::format("{}", us / 1000);
  for (std::size_t place = whole.size(); place > 3; place -= 3) whole.insert(place - 3, "_");
  if (us % 1000 == 0) return whole;
  std::string fraction = fmt::format("{:03}", us % 1000);
  while (fraction.back() == '0') fraction.pop_back();
  return fmt::format("{}.{}", whole, fraction);
}

std::string ts_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : printable(text)) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "\"";
}

}  // namespace stalemate::reports
