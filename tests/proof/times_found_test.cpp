// Counterexamples whose order of steps has no times as it stands: what may be changed in it, and
// what is said where nothing helps.
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/saved.h"
#include "scenarios/certificate/told.h"
#include "scenarios/format/load.h"
#include "scenarios/timed/at_once_first.h"
#include "scenarios/timed/instants.h"
#include "scenarios/timed/timed_counterexample.h"
#include "tests/proof/proved_cells.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Property;

/// As a user would: written, read again, replayed.
void check_replay(const TimedCounterexample& timed) {
  const auto loaded = load_schedule_from_text(schedule_text(timed.schedule), "test");
  REQUIRE(loaded.ok());
  const auto replay = replay_saved({"test", loaded.value()}, test_versions());
  REQUIRE(replay.ok());
  CHECK(replay.value().result.outcome == SavedOutcome::reproduced);
  const auto& findings = replay.value().told.result.findings;
  CHECK(findings[static_cast<std::size_t>(timed.property)].verdict == timed.verdict);
}

TimedCounterexample times_of(const ProvedCell& proved) {
  return timed_counterexample(proved.certificate, proved.scenario, proved.cell);
}

/// All that a proof shows of a cell.
void check_all(const ProvedCell& proved) {
  std::vector<TimedCounterexample> all{times_of(proved)};
  for (std::size_t index = 0; index < model::property_count; ++index) {
    if (!proved.certificate.ways[index]) continue;
    all.push_back(
        timed_way(proved.certificate, static_cast<Property>(index), proved.scenario, proved.cell));
  }
  for (const TimedCounterexample& timed : all) {
    INFO(model::name(timed.property) << ": " << timed.problem);
    REQUIRE(timed.problem.empty());
    check_replay(timed);
  }
}

TEST_CASE("what takes no time comes at once where a proof has something else first",
          "[proof][timed]") {
  const std::vector<std::pair<const char*, const char*>> cells{
      {"the client reads its body before code goes on that has let others go first",
       R"("handler": {"generation": "vinext-1.4.0", "regeneration_registered": false},
          "page": {"revalidate_ms": 10000, "body": "proxied"}, "latencies": {"body": [1, 8]})"},
      {"a delete is stored and answered before a put leaves its isolate",
       R"("handler": {"generation": "vinext-0.0.55", "regeneration_registered": false},
          "latencies": {"kv_upload": 5},
          "page": {"revalidate_ms": 60000, "entries": {"html": {"shape": "invalid-shape"}}})"},
      {"two timers of one request, of which one takes no time",
       R"("handler": {"generation": "pull-425", "router": "app"},
          "runtime": {"profile": "workerd-2026-03-10", "kv_operations": 3},
          "latencies": {"kv_upload": [0, 1]}, "faults": {"cpu_limit": 1},
          "page": {"revalidate_ms": 60000, "entries": {"html": {"shape": "invalid-shape"}}})"}};
  for (const auto& [name, members] : cells) {
    INFO(name);
    check_all(small_cell(members));
  }
}

TEST_CASE("a render that is done at once takes no time", "[proof][timed]") {
  check_all(small_cell(
      R"("handler": {"generation": "vinext-0.0.26"}, "latencies": {"render": 0},
         "runtime": {"teardown": "immediate"},
         "page": {"revalidate_ms": 60000, "entries": {"html": {"fresh_for_ms": 60000}}})"));
}

TEST_CASE("a context ends a while after its last step where something is told in between",
          "[proof][timed]") {
  check_all(small_cell(
      R"("handler": {"generation": "before-425", "put_registered": false,
                     "context_visible": "none"},
         "runtime": {"kv_operations": 1},
         "page": {"revalidate_ms": 10000, "entries": {"html": {"expired_for_ms": 5000}}})"));
}

TEST_CASE("who asks for a tag again does so when what its isolate knows of it is over",
          "[proof][timed]") {
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "vinext-1.4.0", "router": "app"},
         "runtime": {"kv_operations": 3},
         "page": {"revalidate_ms": 61000, "tags": 1, "entries": {"html": {"expired_for_ms": 0}}})");
  check_all(proved);
}

TEST_CASE("deadlines that are one without times are passed together", "[proof][timed]") {
  // The page that is stored in the first millisecond is as old as the one that is there.
  const Result<Scenario> scenario = load_scenario_from_text(
      R"({"name": "together", "about": "two pages", "source": "https://example.com",
 "handler": {"generation": "vinext-0.0.55", "router": "app", "regeneration_registered": false},
 "page": {"revalidate_ms": 120000, "entries": {"html": {"fresh_for_ms": 120000}}},
 "kv": {"read_cache": true, "cache_ttl_ms": 120000},
 "workload": [{"at": 0, "artifact": "rsc"}], "expect": {"eventually-fresh": "violated"}})",
      "together.json");
  REQUIRE(scenario.ok());
  check_all(prove_cell(scenario.value(), scenario.value().cells.front().name, one_request()));
}

TEST_CASE("a way without any request to the page happens in a scenario that has one",
          "[proof][timed]") {
  const Result<Scenario> scenario = load_scenario_from_text(
      R"({"name": "invalidated", "about": "a tag", "source": "https://example.com",
 "handler": {"generation": "before-425"}, "faults": {"disconnect": 1},
 "page": {"revalidate_ms": 60000, "tags": 1, "entries": {"html": {"fresh_for_ms": 60000}}},
 "workload": [{"at": 0}, {"at": 0, "kind": "revalidate-tag"}],
 "expect": {"eventually-fresh": "holds", "no-uncovered-write": "holds"}})",
      "invalidated.json");
  REQUIRE(scenario.ok());
  const ProvedCell proved =
      prove_cell(scenario.value(), scenario.value().cells.front().name, one_request());
  const TimedCounterexample timed =
      timed_way(proved.certificate, Property::no_uncovered_write, proved.scenario, proved.cell);
  INFO(timed.problem);
  REQUIRE(timed.problem.empty());
  check_replay(timed);
}

TEST_CASE("a write is asked whether it comes too soon only where it may", "[proof][timed][slow]") {
  // A delete and a put of one request: the delete comes long after the last write.
  const ProvedCell one = small_cell(
      R"("handler": {"generation": "vinext-1.4.0"},
         "page": {"revalidate_ms": 60000, "expire_ms": 60000,
                  "entries": {"html": {"expired_for_ms": 30000}}})");
  check_all(prove_cell(one.scenario, one.cell.name, usual_bounds()));
}

TEST_CASE("of a doomed page calm traffic shows the loop where it is another one with times",
          "[proof][timed][slow]") {
  // What the isolate knows of the tag is over by the time that the limit ends the context.
  const ProvedCell proved =
      prove_cell(shipped_scenario("assumptions-app.json"), "vinext-0.0.55 / render hangs");
  check_all(proved);
  const TimedCounterexample timed = times_of(proved);
  CHECK(timed.laps == 0);
  CHECK(timed.verdict == model::Verdict::violated);
}

TEST_CASE("a loop goes round as often as its entry lives", "[proof][timed][slow]") {
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "vinext-0.0.26", "regeneration_lease_ms": 60000},
         "page": {"revalidate_ms": 10000})");
  const TimedCounterexample timed = times_of(proved);
  INFO(timed.problem);
  REQUIRE(timed.problem.empty());
  CHECK(timed.laps == 2);
  check_replay(timed);
}

TEST_CASE("what stands against all times is said", "[proof][timed]") {
  const TimedCounterexample refused = times_of(small_cell(
      R"("handler": {"generation": "pull-425"}, "faults": {"put_never_answered": 1},
         "runtime": {"cut_put": "late"}, "page": {"revalidate_ms": 600000})"));
  CHECK(refused.problem.starts_with(
      "no times give this order of steps: these do not go together: a write refused within 1000 ms "
      "of the last one; "));
  CHECK(refused.problem.find("a deadline passed after 600000 ms") != std::string::npos);
  CHECK(refused.problem.find("apart") == std::string::npos);
  const ProvedCell endless = small_cell(
      R"("handler": {"generation": "vinext-0.0.30"}, "faults": {"put_never_answered": 1},
         "runtime": {"profile": "workerd-2026-08-22"},
         "page": {"entries": {"html": {"expired_for_ms": 60000}}})");
  CHECK(timed_way(endless.certificate, Property::no_orphaned_regeneration_slot, endless.scenario,
                  endless.cell)
            .problem == "with times, the context lives on that its last step ends: no limit does");
}

TEST_CASE("steps for which a limit is too short are said to be apart", "[proof][timed]") {
  WholeRun run;
  run.moves.resize(3);
  run.moves[0].kind = Move::Kind::arrival;
  run.moves[2].kind = Move::Kind::limit;
  for (std::size_t move = 0; move < run.moves.size(); ++move) {
    run.moves[move].at_ms = static_cast<std::int64_t>(move);
  }
  run.drainings.push_back({0, 2, true});
  model::WorldConfig world;
  world.runtime.wait_until_limit_us = sim::from_milliseconds(1);
  const Solution none = instants_of(run, world, {});
  CHECK_FALSE(none.instants.has_value());
  CHECK(none.standings.empty());
  CHECK(none.reasons == std::vector<std::string>{"a context that ends at its limit of 1 ms",
                                                 "steps a millisecond apart"});
  world.runtime.wait_until_limit_us = sim::from_milliseconds(2);
  const Solution found = instants_of(run, world, {});
  REQUIRE(found.instants.has_value());
  CHECK(found.instants->moves_ms == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("a standing that is let go is kept where it can be", "[proof][timed]") {
  WholeRun run;
  run.moves.resize(2);
  run.moves[1].at_ms = 10;
  run.standings.push_back({1, 0, 10, Standing::Side::at});
  run.standings.push_back({1, 0, 10, Standing::Side::after});
  const model::WorldConfig world;
  const Solution none = instants_of(run, world, {});
  CHECK(none.standings == std::vector<std::size_t>{0, 1});
  const Solution found = instants_of(run, world, {{0}, false});
  REQUIRE(found.instants.has_value());
  CHECK(found.instants->moves_ms == std::vector<std::int64_t>{0, 11});
}

TEST_CASE("a round in another order can be run, and comes to rest where it did", "[proof][timed]") {
  const ProvedCell proved = small_cell(
      R"("handler": {"generation": "vinext-1.4.0", "regeneration_registered": false},
         "page": {"revalidate_ms": 10000, "body": "proxied"}, "latencies": {"body": [1, 8]})");
  const auto& shown = proved.certificate.counterexamples[0];
  REQUIRE(shown.has_value());
  model::BurstWorld world(proved.config);
  for (const CertifiedPath& path : shown->loop) {
    const auto start = [&] { world.start(proved.certificate.states[path.from].state); };
    const model::BoundedSteps steps = at_once_first(world, start, path.steps);
    CHECK(steps.size() == path.steps.size());
    start();
    world.fingerprint();
    for (const std::vector<std::uint32_t>& step : steps) {
      CHECK(model::take_step(world, step).empty());
    }
    REQUIRE(world.at_rest());
    CHECK(world.rest() == proved.certificate.states[path.to].state);
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
