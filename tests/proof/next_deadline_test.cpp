// The next deadline of a run with times is the one that the proof engine knows.
#include <algorithm>
#include <new>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "model/proof/burst_world.h"
#include "scenarios/timed/deadlines.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/check_cases.h"
#include "tests/model/proof/made_worlds.h"
#include "tests/model/proof/small_worlds.h"

namespace stalemate::scenarios::tests {
namespace {

using model::BurstWorld;
using model::EntryMonitor;
using model::ProofConfig;
using model::SmallWorld;
using model::World;

/// The first one to come, as it is told to a fingerprint.
std::optional<std::int64_t> told_to_fingerprint_ms(BurstWorld& world) {
  world.fingerprint();
  const auto next = world.told().clock().next_deadline();
  if (!next) return std::nullopt;
  return *next - model::epoch_ms;
}

std::optional<std::int64_t> found_with_times_ms(const BurstWorld& world) {
  const std::int64_t now_ms = sim::to_milliseconds(world.world().kernel().now_us());
  const std::vector<std::int64_t> all = deadlines_of(world.world(), world.config(), nullptr);
  const auto next = std::ranges::upper_bound(all, now_ms);
  if (next == all.end()) return std::nullopt;
  return *next;
}

TEST_CASE("the next deadline is the same with times and without", "[proof][timed]") {
  int some = 0;
  int none = 0;
  model::check_cases(400, [&] {
    SmallWorld small = *model::any_small_world();
    small.config.entries_judged = false;
    BurstWorld world(model::proof_config(small.config, small.bounds));
    sim::RandomExplorer random(small.seed);
    world.start();
    for (int step = 0; step < 200; ++step) {
      const auto next_ms = told_to_fingerprint_ms(world);
      RC_ASSERT(found_with_times_ms(world) == next_ms);
      ++(next_ms ? some : none);
      if (!world.step(random) || world.out_of_bounds()) return;
      if (world.at_rest()) world.go_on();
    }
  });
  CHECK(some > 10'000);
  CHECK(none > 100);
}

TEST_CASE("from when on a render must not be served is a deadline", "[proof][timed]") {
  model::WorldConfig judged = stalemate::tests::invalidated_page();
  judged.entries_judged = true;
  const ProofConfig config = model::proof_config(judged, model::ProofBounds{});
  sim::Arena arena(sim::Arena::default_capacity, nullptr);
  auto* const world = new (arena.allocate(sizeof(World))) World(config.world, arena, nullptr);
  {
    EntryMonitor monitor(*world, arena, config.invalidations_judged());
    monitor.begin();
    const auto at_ms = [&](std::int64_t instant_ms) {
      return std::ranges::count(deadlines_of(*world, config, &monitor), instant_ms);
    };
    constexpr std::int64_t here_ms = 3000;
    constexpr std::int64_t elsewhere_ms = 4000;
    CHECK(at_ms(here_ms) + at_ms(elsewhere_ms) == 0);
    monitor.forbid(0, 0, sim::from_milliseconds(here_ms));
    monitor.forbid(0, 1, sim::from_milliseconds(elsewhere_ms));
    CHECK(at_ms(here_ms) == 1);
    CHECK(at_ms(elsewhere_ms) == 1);
    CHECK(std::ranges::count(deadlines_of(*world, config, nullptr), elsewhere_ms) == 0);
    world->kernel().advance_to(sim::from_milliseconds(here_ms));
    CHECK(at_ms(here_ms) == 0);
    CHECK(at_ms(elsewhere_ms) == 1);
  }
  world->~World();
  arena.deallocate(world, sizeof(World));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
