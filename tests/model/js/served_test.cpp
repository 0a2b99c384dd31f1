// Whether a program heals where that shows only in what it serves, or only now and then.
#include <string>

#include <catch2/catch.hpp>

#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

Verdict judged(WorldConfig config, const std::string& body) {
  config.handler.program = tests::program(
      "const page = 'page:' + request.page.path;"
      "const render = async () => (await host.render())"
      ".generation;" +
      body);
  const auto run = tests::run_whole(config);
  INFO(run.result.script_failure);
  REQUIRE(run.result.script_failure.empty());
  return run.eventually_fresh();
}

/// Keeps the page in its isolate; `TAKES` says when a regeneration takes the slot, `FREES` when it
/// gives it back.
std::string in_memory(const std::string& takes, const std::string& frees) {
  return "if (!state.page) { state.page = await render();"
         "  return { served: 'MISS', body: state.page }; }"
         "if (!state.slot) { " +
         takes + " host.waitUntil((async () => { state.page = await render(); " + frees +
         " })()); }"
         "return { served: 'STALE', body: state.page };";
}

TEST_CASE("a page that only its isolate keeps heals if each burst is served a newer one",
          "[model][js]") {
  const WorldConfig empty = tests::empty_store();
  CHECK(judged(empty, in_memory("", "")) == Verdict::holds);
  CHECK(judged(empty, in_memory("state.slot = true;", "state.slot = false;")) == Verdict::holds);
  // It is regenerated once, and so becomes newer, once.
  CHECK(judged(empty, in_memory("state.slot = true;", "")) == Verdict::violated);
  CHECK(judged(empty, "return { served: 'MISS', body: await render() };") == Verdict::uncached);
}

TEST_CASE("another render is no newer one", "[model][js]") {
  CHECK(judged(tests::empty_store(),
               "state.kept = state.kept || [];"
               "if (state.kept.length < 2) { state.kept.push(await render());"
               "  return { served: 'MISS', body: state.kept.at(-1) }; }"
               "return { served: 'STALE', body: state.kept[state.count++ % 2] };") ==
        Verdict::violated);
}

TEST_CASE("one regeneration is no healing, however soon it comes", "[model][js]") {
  const auto stored = [](const std::string& frees) {
    return "const store = async () => { const html = await render();"
           "  const entry = { html, revalidateAt: Date.now() + 1000 };"
           "  await host.kvPut(page, JSON.stringify(entry), 0, null); return html; };"
           "const read = await host.kvGet(page);"
           "if (!read) return { served: 'MISS', body: await store() };"
           "if (!state.slot) { state.slot = true;"
           "  host.waitUntil(store().then(() => { " +
           frees +
           " })); }"
           "return { served: 'STALE', body: JSON.parse(read[0]).html };";
  };
  CHECK(judged(tests::stale_entry(), stored("state.slot = false;")) == Verdict::holds);
  CHECK(judged(tests::stale_entry(), stored("")) == Verdict::violated);
}

TEST_CASE("an answer that does not show its render is not taken for an old one", "[model][js]") {
  const std::string healthy =
      "const store = async () => { const html = await render();"
      "  const entry = { html, revalidateAt: Date.now() + 1000 };"
      "  await host.kvPut(page, JSON.stringify(entry), 0, null); return html; };"
      "const read = await host.kvGet(page);"
      "if (!read) return { served: 'MISS', body: await store() };"
      "const { html, revalidateAt } = JSON.parse(read[0]);"
      "if (Date.now() <= revalidateAt) return { served: 'HIT', body: '' };"
      "host.waitUntil(store());";
  const WorldConfig stale = tests::stale_entry();
  CHECK(judged(stale, healthy + "return { served: 'STALE', body: '' };") == Verdict::holds);
  // Hexadecimal shows it.
  CHECK(judged(stale, healthy +
                          "const hex = [...html].map((c) => c.charCodeAt(0).toString(16)).join('');"
                          "return { served: 'STALE', body: hex };") == Verdict::holds);
  CHECK(judged(stale, healthy + "state.first = state.first || html; const hex = [...state.first]"
                                ".map((c) => c.charCodeAt(0).toString(16)).join('');"
                                "return { served: 'STALE', body: hex };") == Verdict::violated);
}

TEST_CASE("a page whose name changes with each version is judged by what is served",
          "[model][js]") {
  const std::string versions =
      "const at = await host.kvGet('pointer');"
      "const read = at && await host.kvGet(at[0]);"
      "const store = async () => { const generation = await render();"
      "  const name = page + ':' + Date.now();"
      "  await host.kvPut(name, generation, 0, null);"
      "  MOVES await host.kvPut('pointer', name, 0, null); return generation; };"
      "if (!read) return { served: 'MISS', body: await store() };"
      "host.waitUntil(store());"
      "return { served: 'STALE', body: read[0] };";
  const auto with = [&versions](const std::string& moves) {
    std::string body = versions;
    return judged(tests::stale_entry(), body.replace(body.find("MOVES"), 5, moves));
  };
  CHECK(with("") == Verdict::holds);
  CHECK(with("if (!at)") == Verdict::violated);
}

}  // namespace
}  // namespace stalemate::model
