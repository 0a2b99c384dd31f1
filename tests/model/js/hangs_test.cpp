// Requests that wait for what nothing brings: they are found to hang, and that is told.
#include <initializer_list>
#include <string>

#include <catch2/catch.hpp>

#include "model/js/script.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::run_whole;
using tests::WholeRun;

/// A promise that is kept in a module variable.
const std::string cached_read =
    "state.cached = state.cached ?? host.kvGet('page:/stalemate-page'); await state.cached;"
    "return { served: 'MISS', body: '' };";

/// The first request is cut while its read is under way.
WorldConfig with(const std::string& body, std::initializer_list<std::int64_t> requests) {
  WorldConfig config = tests::empty_store();
  config.handler.program = tests::program(body);
  config.workload = tests::requests_at(requests);
  config.workload.front().cut_after_us = 3000;
  config.latencies.kv_get = tests::between(10, 10, 10);
  return config;
}

bool is_hung(const WholeRun& run, std::uint32_t request) {
  return run.trace.has(EventKind::hang_detected, request) &&
         run.trace.first(EventKind::served_error, request).detail ==
             static_cast<std::int64_t>(Error::hung);
}

TEST_CASE("a request that comes after the one whose promise it waits for hangs", "[model][js]") {
  const WholeRun run = run_whole(with(cached_read, {0, 100}));
  CHECK(is_hung(run, 2));
  CHECK(run.trace.first(EventKind::hang_detected, 2).at_us == 100'000);
  CHECK(run.eventually_fresh() == Verdict::undecided);
  CHECK(run.result.script_remarks.hang ==
        "request 2 waits for a promise that nothing settles; still open: kv.get() of request 1, "
        "whose context has ended");
}

TEST_CASE("requests hang that can only wait for each other", "[model][js]") {
  const WholeRun run = run_whole(with(cached_read, {0, 1, 2}));
  CHECK(is_hung(run, 2));
  CHECK(is_hung(run, 3));
}

TEST_CASE("a request does not hang as long as another one may settle its promise", "[model][js]") {
  WorldConfig config = with(cached_read, {0, 1});
  config.workload.front().cut_after_us.reset();
  const WholeRun run = run_whole(config);
  CHECK(run.trace.count(EventKind::hang_detected) == 0);
  CHECK(run.trace.has(EventKind::served_miss, 2));
  CHECK(run.result.script_remarks.hang.empty());
}

TEST_CASE("a promise that nobody would ever settle is told without a reason", "[model][js]") {
  const WholeRun run = run_whole(with("await new Promise(() => {});", {0, 100}));
  CHECK(is_hung(run, 2));
  CHECK(run.result.script_remarks.hang == "request 1 waits for a promise that nothing settles");
}

TEST_CASE("who waits for a request that gets no answer is told, though it lives on",
          "[model][js]") {
  WorldConfig config = with(
      "state.shared = state.shared ?? host.render(); await state.shared;"
      "return { served: 'MISS', body: '' };",
      {0, 100});
  config.workload.front().cut_after_us.reset();
  config.workload.front().render = RenderScript::hangs;
  const WholeRun run = run_whole(config);
  CHECK(run.trace.count(EventKind::hang_detected) == 0);
  CHECK(run.result.script_remarks.hang ==
        "request 2 waits for a promise that nothing settles; still open: the render of request 1");
}

TEST_CASE("a request whose own answer never comes is told by the fault", "[model][js]") {
  WorldConfig config = with("await host.render(); return { served: 'MISS', body: '' };", {0});
  config.workload.front().cut_after_us.reset();
  config.workload.front().render = RenderScript::never_settles;
  const WholeRun run = run_whole(config);
  CHECK(is_hung(run, 1));
  CHECK(run.result.script_remarks.hang.empty());
  REQUIRE_FALSE(run.result.script_lines.empty());
  CHECK(run.result.script_lines.front().text == "waits for the render in vain");
}

}  // namespace
}  // namespace stalemate::model
