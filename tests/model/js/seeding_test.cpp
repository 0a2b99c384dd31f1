// What a program's store holds when a run begins: all that the handler would have put there.
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

/// What the first request of a run finds under two keys, the page's and one of the handler's own.
/// @param puts of every request; those of a request before the run are what it finds
std::string found_at_first(const std::string& puts, const char* package = "") {
  WorldConfig config = tests::stale_entry();
  auto program = std::make_shared<Program>(
      *tests::program("const native = globalThis[Symbol.for('stalemate.native')];"
                      "const page = 'page:' + request.page.path;"
                      "const show = async (key) => { const read = await host.kvGet(key);"
                      "  return read === null ? 'nothing' : read[0] + '+' + read[1]; };"
                      "native.log('log', await show(page) + ' ' + await show('meta:own'));" +
                      puts + "return { served: 'MISS' };"));
  if (*package != '\0') program->packages = {{package, "0.0.26", ""}};
  config.handler.program = std::move(program);
  const auto run = tests::run_whole(config);
  INFO(run.result.script_failure);
  REQUIRE(run.result.script_failure.empty());
  for (const ScriptLine& line : run.result.script_lines) {
    if (line.request == 1) return line.text;
  }
  return "";
}

TEST_CASE("what was stored before a run has its metadata, and keys of its own", "[model][js]") {
  CHECK(found_at_first("await host.kvPut(page, 'first', 0, null);"
                       "await host.kvPut('meta:own', 'side', 0, null);"
                       "await host.kvPut(page, 'body', 0, '{\"tags\":[1]}');") ==
        "console.log: body+{\"tags\":[1]} side+null");
}

TEST_CASE("what KV would have dropped before a run is not there", "[model][js]") {
  // The entry was stored when it had its time of life before it, and has been expired since.
  const auto put_with = [](const char* lifetime) {
    return std::string("await host.kvPut(page, 'body', ") + lifetime + ", null);";
  };
  CHECK(found_at_first(put_with("1")) == "console.log: nothing nothing");
  CHECK(found_at_first(put_with("86400")) == "console.log: body+null nothing");
  CHECK(found_at_first(put_with("0")) == "console.log: body+null nothing");
  // Beside the models in C++ the first entry lives on.
  CHECK(found_at_first(put_with("1"), "vinext") == "console.log: body+null nothing");
}

/// The run of a program that has stored its page before it; `page` is what it calls it.
tests::WholeRun run_of(const std::string& body, bool stored = true) {
  WorldConfig config = stored ? tests::stale_entry() : tests::empty_store();
  config.handler.program = tests::program(
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "const page = 'page:' + request.page.path;" +
      body);
  return tests::run_whole(config);
}

/// Reads the page under this name, and stores it behind the response, without waiting for that.
std::string forgetful(const std::string& before, const std::string& name) {
  return "const name = " + name + ";" + before +
         "const read = await host.kvGet(name);"
         "const store = async () => { const { generation } = await host.render();"
         "  const entry = { html: generation, revalidateAt: Date.now() + 1000 };"
         "  const put = host.kvPut(name, JSON.stringify(entry), 0, null); if (!read) await put;"
         "  return generation; };"
         "if (!read) return { served: 'MISS', body: await store() };"
         "host.waitUntil(store());"
         "return { served: 'STALE', body: JSON.parse(read[0]).html };";
}

TEST_CASE("the page is what holds the render, whatever else bears its name", "[model][js]") {
  // What comes first, and what is no page, lives on; the page's put is not waited for.
  for (const char* const before :
       {"", "await host.kvPut('lock:' + request.page.path, 'mine', 60, null);",
        "await host.kvPut('manifest', '[]', 0, null);"}) {
    for (const char* const name : {"page", "'hash-of-it'", "'staging/hash'"}) {
      INFO(before << " " << name);
      const auto run = run_of(forgetful(before, name));
      REQUIRE(run.result.script_failure.empty());
      CHECK(run.eventually_fresh() == Verdict::violated);
    }
  }
}

TEST_CASE("where nothing lies at first, the program shows what it calls the page", "[model][js]") {
  const auto run =
      run_of("await host.kvGet('current-build');" + forgetful("", "'hash-of-it'"), false);
  REQUIRE(run.result.script_failure.empty());
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("a name that is read first is not taken for the page's", "[model][js]") {
  // No answer shows its render, and what is stored last is lost.
  const auto run = run_of(
      "await host.kvGet('current-build'); const name = 'hash-of-it';"
      "const read = await host.kvGet(name);"
      "const store = async () => { const { generation } = await host.render();"
      "  const entry = { html: generation, revalidateAt: Date.now() + 1000 };"
      "  const put = host.kvPut(name, JSON.stringify(entry), 0, null); if (!read) await put; };"
      "if (!read) { await store(); return { served: 'MISS', body: '' }; }"
      "host.waitUntil(store());"
      "return { served: 'STALE', body: '' };",
      false);
  REQUIRE(run.result.script_failure.empty());
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("what fails where a name is looked for leaves what is stored before the run alone",
          "[model][js]") {
  // Nothing lies there of html, and whoever asks for it fails; rsc does.
  WorldConfig config = tests::empty_store();
  config.handler.router = Router::app;
  tests::preload(config, 5000, Artifact::rsc);
  config.workload = {tests::at(0), tests::for_rsc(tests::at(1000))};
  config.handler.program = tests::program(
      "if (request.artifact !== 'rsc') throw new Error('no page today');"
      "const read = await host.kvGet('rsc:' + request.page.path);"
      "const { generation } = await host.render();"
      "await host.kvPut('rsc:' + request.page.path, generation, 0, null);"
      "return { served: read ? 'STALE' : 'MISS', body: generation };");
  const auto run = tests::run_whole(config);
  INFO(run.result.script_failure);
  CHECK(run.result.script_failure.empty());
}

TEST_CASE("a program reads, lists and deletes what it has stored before the run", "[model][js]") {
  CHECK(found_at_first("await host.kvPut('meta:own', 'side', 0, null);"
                       "const back = await host.kvGet('meta:own');"
                       "await host.kvPut(page, back[0], 0, null);"
                       "await host.kvDelete('meta:own');") == "console.log: side+null nothing");
  CHECK(found_at_first("await host.kvPut('meta:own', 'a', 0, '{}');"
                       "await host.kvPut(page, 'b', 0, null);"
                       "const { keys, complete } = await host.kvList('meta:', 10, '');"
                       "await host.kvPut(page, keys.map((key) => key.name + key.metadata).join() + "
                       "complete, 0, null);") == "console.log: meta:own{}true+null a+{}");
}

TEST_CASE("a page that does not show its render is refused by name", "[model][js]") {
  const auto run = run_of(
      "const { generation } = await host.render();"
      "await host.kvPut('lock', '1', 0, null);"
      "await host.kvPut(page, [...generation].reverse().join(''), 0, null);"
      "return { served: 'MISS', body: generation };");
  CHECK(run.result.script_failure.find(
            "does not show which render it is (lock, page:/stalemate-page)") != std::string::npos);
}

TEST_CASE("a program that stores no page and asks for no render is told so", "[model][js]") {
  const auto run = run_of(
      "await host.kvPut('tags of all', '1', 0, null);"
      "return { served: 'MISS', body: '' };");
  CHECK(run.result.script_failure.find("stored tags of all and asked for no render") !=
        std::string::npos);
}

}  // namespace
}  // namespace stalemate::model
