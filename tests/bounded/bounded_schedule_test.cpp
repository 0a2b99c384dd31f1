// Ways to violations with times: schedules that the timed simulator replays.
#include <atomic>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/bounded/search.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/format/load.h"
#include "scenarios/timed/timed_counterexample.h"
#include "tests/programs/named_program.h"

namespace stalemate::scenarios::tests {
namespace {

const Versions schedule_versions{"0.1.0", "0123456789abcdef"};

Scenario named_body(const std::string& body) {
  Scenario scenario =
      with_program(load_scenario_from_text(named_program_scenario, "named.json").value(), nullptr);
  auto program = std::make_shared<model::Program>(*stalemate::tests::program(body));
  program->name = "./own.mjs";
  for (Cell& cell : scenario.cells) cell.config.handler.program = program;
  return scenario;
}

struct Found {
  BoundedResult result;
  TimedCounterexample timed;
};

Found found_in(const Scenario& scenario, std::uint32_t requests, std::size_t cell_index = 0,
               std::uint32_t bursts = 1) {
  const Cell& cell = scenario.cells[cell_index];
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = requests;
  bounds.each.requests_per_isolate = requests;
  bounds.bursts = bursts;
  const std::atomic<bool> never{false};
  Found found;
  found.result = search_bounded({cell.config, bounds, 1, {}, std::size_t{1} << 30, never, {}});
  INFO(found.result.failure);
  REQUIRE(found.result.violations[0]);
  const BoundedPath& path = *found.result.violations[0];
  found.timed = timed_counterexample({model::Property::eventually_fresh, &path.steps, path.isolate},
                                     bounds.each, scenario, cell, schedule_versions);
  return found;
}

TEST_CASE("a way to a violation has times, and replays", "[bounded][js]") {
  const Scenario scenario =
      with_program(load_scenario_from_text(named_program_scenario, "named.json").value(), nullptr);
  const Found found = found_in(scenario, 2);
  INFO(found.timed.problem);
  REQUIRE(found.timed.problem.empty());
  CHECK(found.timed.verdict == model::Verdict::violated);
  CHECK(found.timed.schedule.verdict == "violated");
  CHECK(found.timed.schedule.found.find("stays STALE for ever") != std::string::npos);
}

TEST_CASE("two requests in a certain order have times, too", "[bounded][js]") {
  // Stuck only if the second request arrives before the first one's read is answered.
  const Scenario scenario = named_body(
      "const key = 'page:' + request.page.path; state.count = (state.count || 0) + 1;"
      "const mine = state.count; const read = await host.kvGet(key);"
      "if (read && mine === 1 && state.count === 2) state.stuck = true;"
      "if (state.stuck) return { served: 'STALE', body: read[0] };"
      "const { generation } = await host.render();"
      "await host.kvPut(key, generation, 0, null); return { served: 'MISS', body: generation };");
  const Found found = found_in(scenario, 2);
  CHECK(found.result.violations[0]->requests == 2);
  INFO(found.timed.problem);
  REQUIRE(found.timed.problem.empty());
  CHECK(found.timed.verdict == model::Verdict::violated);
}

TEST_CASE("a fault on the way strikes in the schedule, too", "[bounded][js]") {
  const Scenario scenario = named_body(
      std::string("const REGISTERED = true;") +
      "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
      "const entry = read && JSON.parse(read[0]);"
      "if (entry && Date.now() <= entry.revalidateAt) return { served: 'HIT', body: entry.html };"
      "if (state.busy) return { served: 'STALE', body: entry ? entry.html : '' };"
      "state.busy = true; const { generation, revalidate } = await host.render();"
      "const now = Date.now();"
      "await host.kvPut(key, JSON.stringify({ html: generation, lastModified: now, revalidateAt: "
      "now + revalidate * 1000 }), 0, null); state.busy = false;"
      "return { served: 'MISS', body: generation };");
  REQUIRE(scenario.cells[1].config.faults.of(model::Fault::context_cut) == 1);
  const Found found = found_in(scenario, 1, 1);
  CHECK(found.result.violations[0]->faults == 1);
  INFO(found.timed.problem);
  REQUIRE(found.timed.problem.empty());
  CHECK(found.timed.verdict == model::Verdict::violated);
}

TEST_CASE("a way through two bursts has times", "[bounded][js]") {
  // Stuck only if a request of the second burst finds what the first has stored still fresh.
  const Scenario scenario = named_body(
      "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
      "const entry = read && JSON.parse(read[0]);"
      "if (state.stuck) return { served: 'STALE', body: entry.html };"
      "if (entry && Date.now() <= entry.revalidateAt) {"
      "  state.stuck = true; return { served: 'HIT', body: entry.html }; }"
      "const { generation, revalidate } = await host.render(); const now = Date.now();"
      "await host.kvPut(key, JSON.stringify({ html: generation, lastModified: now, revalidateAt: "
      "now + revalidate * 1000 }), 0, null); return { served: 'MISS', body: generation };");
  const Found found = found_in(scenario, 1, 0, 2);
  CHECK(found.result.violations[0]->requests == 2);
  INFO(found.timed.problem);
  REQUIRE(found.timed.problem.empty());
  CHECK(found.timed.verdict == model::Verdict::violated);
}

TEST_CASE("a way with timers of the program's own has no times", "[bounded][js]") {
  const Scenario scenario = named_body(
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
      "if (!read) { await host.kvPut(key, 'x', 0, null); return { served: 'MISS', body: '' }; }"
      "await new Promise((resolve) => native.setTimer(resolve, 10));"
      "return { served: 'STALE', body: read[0] };");
  CHECK(found_in(scenario, 1).timed.problem == "its handler sets timers");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
