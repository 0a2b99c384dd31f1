// What is told of programs that fail, and their timers before the run.
#include <string>

#include <catch2/catch.hpp>

#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::program;
using tests::run_whole;

const std::string natives = "const native = globalThis[Symbol.for('stalemate.native')];";

std::string failure_of(const std::string& body) {
  WorldConfig config = tests::stale_entry();
  config.handler.program = program(natives + body);
  return run_whole(config).result.script_failure;
}

TEST_CASE("what is thrown is told, also if it is no error", "[model][js]") {
  CHECK(failure_of("throw undefined;") == "undefined, which is no Error");
  CHECK(failure_of("throw { code: 5 };") == "{\"code\":5}, which is no Error");
  CHECK(failure_of("throw Symbol('s');") == "Symbol(s), which is no Error");
  CHECK(failure_of("throw 'words';") == "words");
  CHECK(failure_of("const a = {}; a.a = a; throw a;") == "#<Object>, which is no Error");
  CHECK(failure_of("throw { toJSON() { throw 1; }, toString() { throw 1; } };")
            .find("which is no Error") != std::string::npos);
  CHECK(failure_of("const e = new Error(); Object.defineProperty(e, 'message',"
                   "{ get() { throw 1; } }); throw e;")
            .starts_with("an error that cannot be shown (program:"));
}

TEST_CASE("no code is made of strings, as on Workers", "[model][js]") {
  for (const char* code : {"eval('1 + 1');", "new Function('return 1');"}) {
    CHECK(failure_of(code).starts_with(
        "EvalError: Code generation from strings disallowed for this context"));
  }
}

TEST_CASE("a failure is one line, and not a long one", "[model][js]") {
  CHECK(failure_of("throw new Error('one\\r\\ntwo\\nthree');")
            .starts_with("Error: one  two three (program:"));
  const std::string failure = failure_of("throw new Error('\\u00e9'.repeat(5000));");
  CHECK(failure.size() < 540);
  CHECK(failure.find("\xc3\xa9... (program:") != std::string::npos);
}

TEST_CASE("the place that is told is in what the user has written", "[model][js]") {
  // Line 2 of the bundle is the bundler's, line 3 stands for a module of Node, line 4 is a source.
  auto bundled = std::make_shared<Program>(
      *program("\nconst refuse = () => { throw new Error('not simulated'); };\n"
               "const use = () => refuse();\n  use();"));
  bundled->source_map =
      R"({"version":3,"sources":["node:fs","own.mjs"],"mappings":";;;AAAA;ACIA"})";
  WorldConfig config = tests::stale_entry();
  config.handler.program = bundled;
  CHECK(run_whole(config).result.script_failure == "Error: not simulated (own.mjs:5:1)");
}

TEST_CASE("of code that cannot be read the place is told, whatever is said of it", "[model][js]") {
  auto bundled = std::make_shared<Program>(*program("\n  return /(?i:a)/;"));
  bundled->source_map = R"({"version":3,"sources":["own.mjs"],"mappings":";;;AAAA"})";
  WorldConfig config = tests::stale_entry();
  config.handler.program = bundled;
  CHECK(run_whole(config).result.script_failure ==
        "SyntaxError: Invalid regular expression: /(?i:a)/: Invalid group (own.mjs:1:1)");
}

TEST_CASE("with an error goes what was behind it", "[model][js]") {
  const std::string failure = failure_of("throw new Error('no', { cause: new TypeError('why') });");
  CHECK(failure.starts_with("Error: no (program:"));
  CHECK(failure.find("); because of TypeError: why (program:") != std::string::npos);
  CHECK(failure_of("throw new AggregateError([new Error('first'), 2], 'all');")
            .find("); because of Error: first (program:") != std::string::npos);
  CHECK(failure_of("throw new Error('no', { cause: 'word' });").ends_with("; because of word"));
  CHECK(failure_of("const e = new Error('no'); e.cause = e; throw e;").size() < 300);
  CHECK(failure_of("throw Object.defineProperty(new Error('no'), 'cause', { get() { throw 1; } });")
            .starts_with("Error: no (program:"));
}

TEST_CASE("of a handler that stores nothing it is told what it said", "[model][js]") {
  const std::string failure =
      failure_of("native.log('error', 'no store'); return { served: 'MISS' };");
  CHECK(failure.ends_with("; it said console.error: no store"));
}

TEST_CASE("of a module that never finishes loading it is told that it does not", "[model][js]") {
  auto handler = std::make_shared<Program>();
  const auto loading = [&handler](const std::string& promise) {
    handler->code = "(function (globalThis, host) {" + natives + "const loading = " + promise +
                    "; return { loading, handle: async () => { await loading;"
                    "await host.kvPut('page:/stalemate-page', 'x', 0, null);"
                    "return { served: 'MISS' }; } }; })";
    WorldConfig config = tests::stale_entry();
    config.handler.program = handler;
    return run_whole(config).result.script_failure;
  };
  CHECK(loading("new Promise(() => {})").starts_with("its module never finished loading: "));
  CHECK(loading("Promise.resolve()").empty());
}

TEST_CASE("outside of functions there is no request to do anything for, and no time",
          "[model][js]") {
  auto handler = std::make_shared<Program>();
  const auto loading = [&handler](const std::string& statement, const std::string& then = "") {
    handler->code = "(function (globalThis, host) {" + natives + statement +
                    "; return { handle: async () => {" + then +
                    "await host.kvPut('page:/stalemate-page', 'x', 0, null);"
                    "return { served: 'MISS' }; } }; })";
    WorldConfig config = tests::stale_entry();
    config.handler.program = handler;
    return run_whole(config).result.script_failure;
  };
  for (const char* const call : {"native.setTimer(() => {}, 1000)", "native.randomWord()",
                                 "host.kvGet('key')", "host.waitUntil(Promise.resolve())"}) {
    CAPTURE(call);
    CHECK(loading(call).starts_with("Error: Disallowed operation called within global scope."));
  }
  CHECK(loading("Math.random(); native.random(); if (Date.now() !== 0) throw 'time'").empty());
  const char* const later = "let at; Promise.resolve().then(() => { at = Date.now(); });";
  CHECK(loading(later, "if (at !== 0) throw 'time';").empty());
}

TEST_CASE("before the run timers go off in order, and after the store", "[model][js]") {
  const std::string body =
      "const after = (ms, value) => new Promise((done) => native.setTimer(() => done(value), ms));"
      "const never = () => native.setTimer(never, 1);"
      "const first = await Promise.race([after(50, 'slow'), after(10, 'fast'),"
      "  host.kvGet('page:/stalemate-page').then(() => 'read')]);"
      "const order = []; await Promise.all([after(9, 2).then((n) => order.push(n)),"
      "  after(5, 1).then((n) => order.push(n))]);"
      "const cleared = native.setTimer(() => order.push('cleared'), 1); native.clearTimer(cleared);"
      "await after(2); never();"
      "throw first + ' ' + order.join();";
  CHECK(failure_of(body) == "read 1,2");
}

TEST_CASE("a timer that goes off once more keeps its number", "[model][js]") {
  WorldConfig config = tests::empty_store();
  config.handler.program =
      program(natives +
              "const times = []; const start = Date.now();"
              "await new Promise((done) => {"
              "  const id = native.setTimer(again, 10);"
              "  function again() {"
              "    times.push(Date.now() - start, native.setTimer(again, 10, id) === id);"
              "    if (times.length < 6) return;"
              "    native.clearTimer(id); native.setTimer(done, 100);"
              "  } });"
              "native.log('log', times.join()); return { served: 'MISS' };");
  const auto run = run_whole(config);
  REQUIRE_FALSE(run.result.script_lines.empty());
  CHECK(run.result.script_lines.front().text == "console.log: 10,true,20,true,30,true");
}

}  // namespace
}  // namespace stalemate::model
