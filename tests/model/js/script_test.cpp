// Programs in JavaScript as handlers: what they see of the world, and what of them lives how long.
#include "model/js/script.h"

#include <string>

#include <catch2/catch.hpp>

#include "sim/explore/random_explorer.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::program;
using tests::run_whole;
using tests::usual_program;
using tests::WholeRun;

WorldConfig with(std::shared_ptr<const Program> handler,
                 WorldConfig config = tests::empty_store()) {
  config.handler.program = std::move(handler);
  return config;
}

std::string said(const WholeRun& run) {
  std::string text;
  for (const ScriptLine& line : run.result.script_lines) text += line.text + "\n";
  return text;
}

/// console.log without a prelude.
const std::string log =
    "const log = (text) => native.log('log', String(text));"
    "const native = globalThis[Symbol.for('stalemate.native')];";

TEST_CASE("a program answers requests and its regeneration makes the page fresh", "[model][js]") {
  WorldConfig config = with(usual_program(), tests::stale_entry());
  config.workload = tests::requests_at({0, 100});
  const WholeRun run = run_whole(config);
  CHECK(run.result.script_failure.empty());
  CHECK(run.trace.served().rfind("STALE 0, HIT 1", 0) == 0);
  CHECK(run.eventually_fresh() == Verdict::holds);
}

TEST_CASE("a regeneration that is not registered dies with its context", "[model][js]") {
  WorldConfig config = with(usual_program(false), tests::stale_entry());
  config.workload = tests::requests_at({0, 100});
  tests::lose_cut_puts(config);
  config.runtime.teardown = Teardown::immediate;
  const WholeRun run = run_whole(config);
  CHECK(run.trace.served().rfind("STALE 0, STALE 0", 0) == 0);
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("module variables belong to the isolate, and are gone when it is evicted",
          "[model][js]") {
  WorldConfig config = with(program(log + "log(++state.count); return { served: 'MISS' };"));
  config.isolates_per_colo = {2};
  Arrival evicted = tests::on_isolate(0, tests::at(30));
  evicted.kind = ArrivalKind::eviction;
  config.workload = {tests::on_isolate(0, tests::at(0)), tests::on_isolate(1, tests::at(10)),
                     tests::on_isolate(0, tests::at(20)), evicted,
                     tests::on_isolate(0, tests::at(40))};
  const std::string lines = said(run_whole(config));
  CHECK(lines.rfind("console.log: 1\nconsole.log: 1\nconsole.log: 2\nconsole.log: 1\n", 0) == 0);
}

TEST_CASE("no code of a context runs after its end, also no finally", "[model][js]") {
  WorldConfig config = with(
      program(log +
              "try { await host.kvGet('page:/stalemate-page'); log('read'); await host.render(); }"
              "finally { log('finally'); } return { served: 'MISS' };"));
  config.workload.front().cut_after_us = 5000;
  const WholeRun run = run_whole(config);
  CHECK(run.trace.has(EventKind::context_cut, 1));
  const std::string lines = said(run);
  CHECK(lines.rfind("console.log: read\nconsole.log: read\n", 0) ==
        0);  // the second is a later one
}

TEST_CASE("Date shows virtual time, and stands still within a step", "[model][js]") {
  const WholeRun run = run_whole(with(
      program(log +
              "const before = Date.now(); for (let i = 0; i < 1e6; ++i); log(Date.now() - before);"
              "await host.render(); log(Date.now() - before); return { served: 'MISS' };")));
  CHECK(said(run).rfind("console.log: 0\nconsole.log: 10\n", 0) == 0);
}

TEST_CASE("what travels with continuations is there after an await, in each request its own",
          "[model][js]") {
  WorldConfig config = with(
      program(log + "const mine = ++state.count; native.setContinuation(mine); await host.render();"
                    "log(native.getContinuation() === mine); return { served: 'MISS' };"));
  config.workload = tests::requests_at({0, 5});
  CHECK(said(run_whole(config)).rfind("console.log: true\nconsole.log: true\n", 0) == 0);
}

TEST_CASE("random numbers come from the gate", "[model][js]") {
  const WorldConfig config =
      with(program(log + "log(native.random()); return { served: 'MISS' };"));
  sim::RandomExplorer one(1);
  sim::RandomExplorer other(2);
  sim::RandomExplorer again(1);
  const std::string first = said(run_whole(config, one));
  CHECK(first != said(run_whole(config, other)));
  CHECK(first == said(run_whole(config, again)));
}

TEST_CASE("random numbers of calm traffic are small and large", "[model][js]") {
  const auto by_chance = [](const std::string& condition) {
    std::string body = "const native = globalThis[Symbol.for('stalemate.native')];";
    body += "const known = await host.kvGet('page:/stalemate-page');";
    body += "if (known && !(native.random() " + condition + "))";
    body += "  return { served: 'STALE', body: '' };";
    return with(program(body + "const REGISTERED = true;" + tests::usual_flow),
                tests::stale_entry());
  };
  CHECK(run_whole(by_chance(">= 0.7")).eventually_fresh() == Verdict::holds);
  CHECK(run_whole(by_chance("< 0.3")).eventually_fresh() == Verdict::holds);
}

TEST_CASE("a request that waits for another's promise acts in a step of its own", "[model][js]") {
  WorldConfig config =
      with(program("state.shared = state.shared ?? host.render();"
                   "const { generation } = await state.shared;"
                   "await host.kvPut('kept ' + ++state.count, generation, 0, null);"
                   "return { served: 'MISS', body: generation };"));
  config.workload = tests::requests_at({0, 5});
  const WholeRun run = run_whole(config);
  CHECK(run.result.script_failure.empty());
  CHECK(run.trace.count(EventKind::render_started, 2) == 0);
  CHECK(run.trace.count(EventKind::put_queued, 1) == 1);
  CHECK(run.trace.count(EventKind::put_queued, 2) == 1);
  CHECK(run.trace.count(EventKind::served_miss, 2) == 1);
}

TEST_CASE("a request that waits for what a dead one should have brought hangs", "[model][js]") {
  WorldConfig config = with(program(
      "state.shared = state.shared ?? host.render(); const { generation } = await state.shared;"
      "return { served: 'MISS', body: generation };"));
  config.workload = tests::requests_at({0, 5});
  config.workload.front().cut_after_us = 7000;
  const WholeRun run = run_whole(config);
  CHECK(run.trace.has(EventKind::hang_detected, 2));
  CHECK(run.trace.first(EventKind::served_error, 2).detail ==
        static_cast<std::int64_t>(Error::hung));
}

TEST_CASE("a buffer that is detached has no bytes", "[model][js]") {
  const WholeRun run =
      run_whole(with(program(
          log + "const view = new Uint8Array([1, 2]); native.detach(view.buffer); native.detach(5);"
                "log([view.length, view.buffer.byteLength].join()); return { served: 'MISS' };")));
  CHECK(said(run).starts_with("console.log: 0,0\n"));
}

TEST_CASE("what a handler throws is an error of that request alone", "[model][js]") {
  WorldConfig config =
      with(program("if (++state.count === 1) throw new Error('no'); "
                   "return { served: 'MISS' };"));
  config.workload = tests::requests_at({0, 5});
  const WholeRun run = run_whole(config);
  CHECK(run.trace.first(EventKind::served_error, 1).detail ==
        static_cast<std::int64_t>(Error::handler_threw));
  CHECK(run.trace.has(EventKind::served_miss, 2));
  CHECK(said(run).find("failed: Error: no") != std::string::npos);
}

TEST_CASE("errors of the store reach the program, and come back as what they are", "[model][js]") {
  WorldConfig config = with(program(
      log + "await host.kvPut('page:/stalemate-page', 'x', 30, null); return { served: 'MISS' };"));
  const WholeRun run = run_whole(config);
  CHECK(run.trace.first(EventKind::served_error, 1).detail ==
        static_cast<std::int64_t>(Error::put_ttl_too_short));
}

TEST_CASE("runs of one seed are equal, whatever ran before and wherever the arena lies",
          "[model][js]") {
  WorldConfig config = with(usual_program(), tests::stale_entry());
  config.isolates_per_colo = {2};
  config.latencies.render = tests::between(10, 5, 50);
  config.latencies.kv_put = tests::between(10, 5, 50);
  config.workload = tests::requests_at({0, 5, 30, 1200});
  config.faults.set(Fault::context_cut, 1);
  Simulation one(config);
  Simulation other(config);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    sim::RandomExplorer first(seed);
    sim::RandomExplorer second(41 - seed);
    one.run(first);
    other.run(second);
  }
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    sim::RandomExplorer first(seed);
    sim::RandomExplorer second(seed);
    CHECK(one.run(first).trace.hash() == other.run(second).trace.hash());
  }
}

TEST_CASE("a program that cannot be loaded says why, and runs nothing", "[model][js]") {
  auto broken = std::make_shared<Program>();
  broken->code = "(function (globalThis, host) { return {{ }; })";
  const WholeRun run = run_whole(with(broken));
  CHECK(run.result.script_failure.find("SyntaxError") != std::string::npos);
  CHECK(run.eventually_fresh() == Verdict::undecided);
  CHECK_FALSE(run.trace.has(EventKind::served_miss));
}

TEST_CASE("a handler that stores nothing under the page's name cannot be given an older entry",
          "[model][js]") {
  const WholeRun run = run_whole(with(program("return { served: 'MISS' };"), tests::stale_entry()));
  CHECK(run.result.script_failure.find("stored nothing (without page.entries") !=
        std::string::npos);
}

TEST_CASE("code without an end is stopped, and the next run goes on", "[model][js][slow]") {
  const WorldConfig config = with(
      program("if (Date.now() > 0 && native_loop(request)) return {}; return { served: 'MISS' };"
              "function native_loop() { for (;;); }"));
  Simulation simulation(config);
  sim::CalmExplorer calm;
  CHECK(simulation.run(calm).script_failure.starts_with(
      "its code ran for 2 s without coming to an end (program:3:"));
  // Each link is gone once it has run: if one waited for the next, memory might be over before.
  const WorldConfig chain =
      with(program("const again = () => { Promise.resolve().then(again); };"
                   "again(); return { served: 'MISS' };"));
  Simulation chained(chain);
  CHECK(chained.run(calm).script_failure.find("without coming to an end (program:3:") !=
        std::string::npos);
}

TEST_CASE("a run whose steps all take long is stopped", "[model][js][slow]") {
  WorldConfig config =
      with(program("const clock = new Array(1e6).fill(0); for (let turn = 0; turn < 3e8; ++turn) "
                   "clock[turn % 1e6] ^= turn; return { served: 'MISS' };"));
  config.workload = tests::requests_at({0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130});
  Simulation simulation(config);
  sim::CalmExplorer calm;
  const std::string failure = simulation.run(calm).script_failure;
  INFO(failure);
  CHECK(failure.starts_with("its code ran for 10 s in one schedule"));
}

TEST_CASE("buffers that take all memory stop the code, also one alone", "[model][js]") {
  sim::CalmExplorer calm;
  for (const char* code : {"try { new ArrayBuffer(8e9); } catch {} return { served: 'MISS' };",
                           "const all = []; for (;;) all.push(new ArrayBuffer(1e7));"}) {
    CAPTURE(code);
    Simulation simulation(with(program(code)));
    CHECK(simulation.run(calm).script_failure.starts_with(
        "it used more than 256 MB of memory (program:3:"));
  }
  Simulation thrifty(
      with(program("for (let turn = 0; turn < 100; ++turn) new ArrayBuffer(1e7);"
                   "return { served: 'MISS' };")));
  CHECK(thrifty.run(calm).script_failure.empty());
}

TEST_CASE("code that takes all memory is stopped", "[model][js][slow]") {
  Simulation simulation(
      with(program("const all = []; for (;;) all.push(new Array(100000).fill(all.length));")));
  sim::CalmExplorer calm;
  const RunResult run = simulation.run(calm);
  CHECK(run.script_failure.starts_with("it used more than 256 MB of memory (program:3:"));
}

}  // namespace
}  // namespace stalemate::model
