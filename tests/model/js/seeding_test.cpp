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

}  // namespace
}  // namespace stalemate::model
