// What a proof remembers of renders, reads and invalidations is enough: step by step it accuses of
// what the judge accuses of that remembers everything.
#include "model/proof/entry_monitor.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "model/properties/entry_judge.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/made_worlds.h"
#include "tests/model/proof/small_worlds.h"
#include "tests/model/proof/walks.h"
#include "tests/support/collecting_sink.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

struct Accusations {
  std::size_t served = 0;
  std::size_t deleted = 0;
};

bool accuses(const sim::TraceEvent& event) {
  const auto kind = static_cast<EventKind>(event.kind);
  return kind == EventKind::invalidated_served || kind == EventKind::fresh_entry_deleted;
}

/// The judge hands on what it hears, and adds its own accusations. So each stands there twice, one
/// after the other, where both accuse; and once where only one of them does.
Accusations agreed(const std::vector<sim::TraceEvent>& events) {
  Accusations agreed;
  std::vector<sim::TraceEvent> accused;
  std::ranges::copy_if(events, std::back_inserter(accused), accuses);
  RC_ASSERT(accused.size() % 2 == 0U);
  for (std::size_t index = 0; index < accused.size(); index += 2) {
    RC_ASSERT(accused[index].kind == accused[index + 1].kind);
    RC_ASSERT(accused[index].subject == accused[index + 1].subject);
    RC_ASSERT(accused[index].at_us == accused[index + 1].at_us);
    const bool served =
        accused[index].kind == static_cast<std::uint32_t>(EventKind::invalidated_served);
    ++(served ? agreed.served : agreed.deleted);
  }
  return agreed;
}

/// Which properties a step has violated, by its marks.
bool marked(const BurstWorld& world, EventKind kind) {
  const auto bit = static_cast<std::size_t>(kind);
  return (world.marks_of_step()[bit / 64] >> bit % 64 & 1U) != 0;
}

bool found(const BurstWorld& world, Property property) {
  const Findings& findings = world.world().runtime().findings();
  return findings[static_cast<std::size_t>(property)].verdict == Verdict::violated;
}

/// A walk that never looks back, watched by both.
Accusations walked(const ProofConfig& config, std::uint64_t seed, int steps) {
  BurstWorld world(config);
  EntryJudge judge(config.world);
  tests::CollectingSink events;
  judge.begin_run(&events);
  world.watch(&judge);
  world.start();
  sim::RandomExplorer random(seed);
  for (int step = 0; step < steps && world.step(random) && !world.out_of_bounds(); ++step) {
    RC_ASSERT(found(world, Property::invalidation_respected) ==
              marked(world, EventKind::invalidated_served));
    RC_ASSERT(found(world, Property::no_fresh_entry_deleted) ==
              marked(world, EventKind::fresh_entry_deleted));
    if (world.at_rest()) world.go_on();
  }
  return agreed(events.events());
}

SmallWorld judged_world() {
  SmallWorld world = *any_small_world();
  WorldConfig& config = world.config;
  config.entries_judged = true;
  if (config.handler.generation == Generation::vinext_0_0_26) {
    config.handler.generation = Generation::vinext_1_4_0;
  }
  config.page.tags = 1;
  config.workload.resize(1);
  config.workload[0] = tests::at(0);
  config.workload.push_back(tests::at(0, ArrivalKind::revalidate_tag));
  world.bounds.requests_per_burst = 3;
  world.bounds.requests_per_isolate = 3;
  return world;
}

TEST_CASE("a proof accuses of what the judge of a whole run accuses of",
          "[model][proof][properties][random]") {
  Accusations all;
  check_cases(300, [&all] {
    const SmallWorld world = judged_world();
    const ProofConfig config = proof_config(world.config, world.bounds);
    const Accusations found = walked(config, world.seed, 1500);
    all.served += found.served;
    all.deleted += found.deleted;
  });
  INFO(all.served << " invalidated entries served, " << all.deleted << " newer ones deleted");
  CHECK(all.served > 100);
  CHECK(all.deleted > 100);
}

}  // namespace
}  // namespace stalemate::model
