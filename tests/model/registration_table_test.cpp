// The seed: which registrations with waitUntil the regeneration needs, by shape of set().
//
// Observed on the open-source runtime (workerd of 2026-11-17) with a store that commits only while
// its client is connected: an entry that expired 5 s ago, six requests, each 600 ms after the
// answer before it; a render takes 100 ms, a put 300 ms, the page lives 1 s.
#include <catch2/catch.hpp>

#include "model/workers/profiles.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

struct Row {
  Generation generation;
  bool put_registered;
  bool regeneration_registered;
  bool recovers;
  std::size_t renders;
  bool slot_stays;
};

constexpr Row rows[] = {
    // set() resolves before its put
    {Generation::before_425, true, true, true, 3, false},
    {Generation::before_425, false, true, false, 6, false},
    {Generation::before_425, true, false, false, 1, true},
    {Generation::before_425, false, false, false, 1, true},
    // set() resolves with its put
    {Generation::vinext_0_0_30, true, true, true, 3, false},
    {Generation::vinext_0_0_30, false, true, true, 3, false},
    {Generation::vinext_0_0_30, true, false, false, 1, true},
};

WorldConfig world_of(const Row& row, Profile profile) {
  WorldConfig config;
  config.handler.generation = row.generation;
  config.handler.put_registered = row.put_registered;
  config.handler.regeneration_registered = row.regeneration_registered;
  config.latencies.kv_get = tests::fixed(1);
  config.latencies.kv_put = tests::fixed(300);
  config.latencies.render = tests::fixed(100);
  config.workload = tests::requests_each(600, 6);
  tests::preload(config, 5000);
  apply_profile(profile, config.runtime, config.kv);
  return config;
}

TEST_CASE("each row of the registration table is served as observed", "[model][seed]") {
  const Row row = GENERATE(from_range(std::begin(rows), std::end(rows)));
  INFO(name(row.generation) << ", put registered: " << row.put_registered
                            << ", regeneration registered: " << row.regeneration_registered);
  tests::DrivenWorld world(world_of(row, Profile::workerd_2026_11_17));
  world.run();
  CHECK(world.served() == (row.recovers ? "STALE 0, HIT 1, STALE 1, HIT 2, STALE 2, HIT 3"
                                        : "STALE 0, STALE 0, STALE 0, STALE 0, STALE 0, STALE 0"));
  CHECK(world.trace().count(EventKind::render_started) == row.renders);
  CHECK(world.trace().count(EventKind::put_committed) == (row.recovers ? 3U : 0U));
  CHECK(world.isolate().pending_regenerations.has(html_key) == row.slot_stays);
}

TEST_CASE("each row of the registration table has its verdicts", "[model][seed]") {
  const Row row = GENERATE(from_range(std::begin(rows), std::end(rows)));
  INFO(name(row.generation) << ", put registered: " << row.put_registered
                            << ", regeneration registered: " << row.regeneration_registered);
  const tests::WholeRun run = tests::run_whole(world_of(row, Profile::workerd_2026_11_17));
  CHECK(run.eventually_fresh() == (row.recovers ? Verdict::holds : Verdict::violated));
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) ==
        (row.slot_stays ? Verdict::violated : Verdict::holds));
  // Only the early set() with an unregistered put leaves a write behind that nothing covers.
  const bool uncovered = !row.recovers && !row.slot_stays;
  CHECK(run.verdict(Property::no_uncovered_write) ==
        (uncovered ? Verdict::violated : Verdict::holds));
  CHECK(run.result.occurred(EventKind::write_uncovered) == uncovered);
}

TEST_CASE("0.0.26 registers nothing and never regenerates", "[model][seed]") {
  const Row row{Generation::vinext_0_0_26, true, true, false, 1, true};
  const tests::WholeRun run = tests::run_whole(world_of(row, Profile::workerd_2026_11_17));
  CHECK(run.eventually_fresh() == Verdict::violated);
  CHECK(run.verdict(Property::no_orphaned_regeneration_slot) == Verdict::violated);
}

TEST_CASE("pull 425 alone registers with the context it is passed, pull 429 with the visible one",
          "[model][seed]") {
  WorldConfig config =
      world_of({Generation::pull_425, true, true, true, 3, false}, Profile::workerd_2026_11_17);
  for (Arrival& arrival : config.workload) arrival.visible_context = VisibleContext::none;
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::holds);
  config.handler.generation = Generation::vinext_0_0_30;
  // The calm requests after the workload see their context; the leaked slot stays all the same.
  CHECK(tests::run_whole(config).eventually_fresh() == Verdict::violated);
}

}  // namespace
}  // namespace stalemate::model
