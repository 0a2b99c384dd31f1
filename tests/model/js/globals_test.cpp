// What a program hangs on its global object: by every name that object has, its isolate's.
#include <string>

#include <catch2/catch.hpp>

#include "model/js/script.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

/// What the program says in requests at two isolates, one of which is asked twice.
std::string said_of(const std::shared_ptr<const Program>& handler) {
  WorldConfig config = tests::empty_store();
  config.handler.program = handler;
  config.isolates_per_colo = {2};
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(1, tests::at(10)),
                     tests::on_isolate(0, tests::at(20))};
  std::string text;
  for (const ScriptLine& line : tests::run_whole(config).result.script_lines) {
    if (line.at_us < 30'000) text += line.text.substr(line.text.find(':') + 2) + "\n";
  }
  return text;
}

std::shared_ptr<const Program> logging(const std::string& code) {
  return tests::program(
      "const log = (...values) => native.log('log', values.join(' '));"
      "const native = globalThis[Symbol.for('stalemate.native')];" +
      code + "; return { served: 'MISS' };");
}

TEST_CASE("globalThis, self and global are one object, and an isolate's own", "[model][js]") {
  const auto handler = logging(
      "self.count = (global.count ?? 0) + 1;"
      "log(self === globalThis, global === globalThis, globalThis.count, count)");
  CHECK(said_of(handler) == "true true 1 1\ntrue true 1 1\ntrue true 2 2\n");
}

TEST_CASE("a global variable that nobody has declared is its isolate's", "[model][js]") {
  const auto handler = logging(
      "met = typeof met === 'number' ? met + 1 : 1; log(globalThis.met, met); "
      "if (met === 2) { delete globalThis.met; log(typeof met) }");
  CHECK(said_of(handler) == "1 1\n1 1\n2 2\nundefined\n");
}

TEST_CASE("what a run has hung on its global object is gone in the next one", "[model][js]") {
  auto handler = std::make_shared<Program>(*logging(
      "self.count = (self.count ?? 0) + 1; (function () { this.seen = (this.seen ?? 0) + 1; })();"
      "log(count, seen)"));
  handler->pool = make_engine_pool();
  const std::string first = said_of(handler);
  CHECK(first == "1 1\n1 1\n2 2\n");
  CHECK(said_of(handler) == first);
}

TEST_CASE("a fresh isolate's globals are what the prelude puts there, and no other's",
          "[model][js]") {
  auto handler =
      std::make_shared<Program>(*logging("met.push(1); log(met.length, self.met === met)"));
  handler->prelude = "(function (native) { native.equip = (globals) => { globals.met = []; }; })";
  CHECK(said_of(handler) == "1 true\n1 true\n2 true\n");
}

TEST_CASE("language and time zone are those of Workers, whatever the machine's", "[model][js]") {
  const auto handler = logging(
      "const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();"
      "log(locale, timeZone, (1234.5).toLocaleString())");
  CHECK(said_of(handler).starts_with("en-US UTC 1,234.5\n"));
}

TEST_CASE("strict code may change a global of its isolate, and may not make one by the way",
          "[model][js]") {
  const auto handler = logging(
      "'use strict'; globalThis.known = 1; known = 2; let error = ''; "
      "(function () { 'use strict'; try { unknown = 1; } catch (e) { error = e.name; } })();"
      "log(globalThis.known, error, typeof unknown)");
  CHECK(said_of(handler) ==
        "2 ReferenceError undefined\n2 ReferenceError undefined\n"
        "2 ReferenceError undefined\n");
}

}  // namespace
}  // namespace stalemate::model
