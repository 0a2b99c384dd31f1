// The open bug of the newest handler: one cut while it regenerates leaves a slot in the dedupe map
// that nothing but eviction removes.
#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::ScriptedExplorer;
using tests::WholeRun;

WorldConfig one_cut_possible(std::initializer_list<std::int64_t> instants) {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at(instants);
  config.faults.set(Fault::context_cut, 1);
  tests::lose_cut_puts(config);
  return config;
}

TEST_CASE("0.0.55 recovers if nothing is cut", "[model][seed]") {
  const WholeRun run = tests::run_whole(one_cut_possible({0, 5, 100}));
  CHECK(run.eventually_fresh() == Verdict::holds);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::holds);
  CHECK(run.verdict(Property::no_uncovered_write) == Verdict::holds);
}

TEST_CASE("0.0.55 with one context cut while it regenerates is STALE for ever", "[model][seed]") {
  WorldConfig config = one_cut_possible({0, 5, 100});
  ScriptedExplorer explorer;
  SECTION("the context that regenerates") {
    // At the first offer it has not read the entry yet.
    explorer.once("what strikes now", "the context is cut, request 1", 2);
    const WholeRun run = tests::run_whole(config, explorer);
    CHECK(explorer.unused().empty());
    CHECK(run.eventually_fresh() == Verdict::violated);
    CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
    CHECK(run.verdict(Property::no_uncovered_write) == Verdict::holds);
    CHECK(run.trace.count(EventKind::regeneration_started) == 1);
  }
  SECTION("where and when the slot leaked") {
    config.isolates_per_colo = {2};
    for (Arrival& arrival : config.workload) arrival.isolate = 1;
    config.workload[0].cut_after_us = sim::from_milliseconds(5);
    const WholeRun run = tests::run_whole(config);
    const Finding& slot =
        run.result.findings[static_cast<std::size_t>(Property::no_orphaned_regeneration_slot)];
    CHECK(slot.verdict == Verdict::violated);
    CHECK(slot.at_us == sim::from_milliseconds(5));
    CHECK(slot.isolate == 1);
  }
  SECTION("any other context") {
    explorer.once("what strikes now", "the context is cut, request 2");
    const WholeRun run = tests::run_whole(config, explorer);
    CHECK(explorer.unused().empty());
    CHECK(run.trace.has(EventKind::context_cut, 2));
    CHECK(run.eventually_fresh() == Verdict::holds);
    CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::holds);
  }
}

TEST_CASE("a fault may strike after the last answer, while the work behind it goes on",
          "[model][seed]") {
  WorldConfig config = one_cut_possible({0});
  ScriptedExplorer explorer;
  explorer.once("what strikes now", "the context is cut, request 1", 3);
  const WholeRun run = tests::run_whole(config, explorer);
  CHECK(explorer.unused().empty());
  CHECK(run.trace.first(EventKind::context_cut).at_us >
        run.trace.first(EventKind::served_stale).at_us);
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("eviction heals the leaked slot", "[model][seed]") {
  WorldConfig config = one_cut_possible({0, 100, 200});
  config.faults.set(Fault::eviction, 1);
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  ScriptedExplorer explorer;
  explorer.once("what strikes now", "eviction of isolate 1");
  const WholeRun run = tests::run_whole(config, explorer);
  CHECK(explorer.unused().empty());
  CHECK(run.eventually_fresh() == Verdict::holds);
  // That it had leaked stays on record.
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
}

TEST_CASE("a late commit of the cut put makes one progress, and no second", "[model][seed]") {
  WorldConfig config = one_cut_possible({0, 100});
  config.runtime.cut_put = CutPut::late;
  config.workload[0].cut_after_us = sim::from_milliseconds(15);
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.has(EventKind::put_committed_late));
  CHECK(run.trace.served() == "STALE 0, HIT 1, STALE 1");
  CHECK(run.eventually_fresh() == Verdict::violated);
}

TEST_CASE("the slot leaks whatever ends the context early", "[model][seed]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 100});
  SECTION("a render that never settles") {
    config.workload[0].render = RenderScript::never_settles;
  }
  SECTION("a render that hangs until the limit") {
    config.workload[0].render = RenderScript::hangs;
  }
  SECTION("a put that is never answered") {
    config.puts = {{1, PutScriptKind::never_answered, 0, std::nullopt}};
  }
  SECTION("no visible context") { config.workload[0].visible_context = VisibleContext::none; }
  const WholeRun run = tests::run_whole(config);
  CHECK(run.eventually_fresh() == Verdict::violated);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
}

TEST_CASE("what rejects heals: a render that throws, a put that fails", "[model][seed]") {
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({0, 100});
  SECTION("a render that throws") { config.workload[0].render = RenderScript::throws; }
  SECTION("a put that is answered 429") {
    config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
  }
  SECTION("a put whose connection is reset") {
    config.puts = {{1, PutScriptKind::connection_reset, 0, std::nullopt}};
  }
  const WholeRun run = tests::run_whole(config);
  CHECK(run.trace.has(EventKind::regeneration_failed));
  CHECK(run.eventually_fresh() == Verdict::holds);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::holds);
}

}  // namespace
}  // namespace stalemate::model
