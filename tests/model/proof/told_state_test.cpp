// What a state at rest tells, part by part, and that each part counts in a fingerprint.
#include <catch2/catch.hpp>

#include "model/proof/burst_world.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

RestState state_of(DrivenWorld& world, const WorldConfig& config) {
  return rest_state(world.world(), proof_config(config, ProofBounds{}));
}

TEST_CASE("of two entries a state tells which is due first, also where only that counts",
          "[model][proof]") {
  const auto told = [](std::int64_t html_ms, std::int64_t rsc_ms) {
    WorldConfig config = tests::stale_app_entry();
    config.page.revalidate_ms = 60'000;
    tests::preload(config, -html_ms);
    tests::preload(config, -rsc_ms, Artifact::rsc);
    REQUIRE(proof_config(config, ProofBounds{}).clock_is_plain());
    DrivenWorld world(config);
    const RestState state = state_of(world, config);
    const auto due = [&state](Key key) {
      return std::int64_t{*state.store[key].value->revalidate_at};
    };
    return due(html_key) - due(rsc_key);
  };
  CHECK(told(500, 800) < 0);
  CHECK(told(800, 500) > 0);
  CHECK(told(800, 800) == 0);
}

TEST_CASE("a state does not hold an entry whose time in the store is over", "[model][proof]") {
  WorldConfig config = tests::stale_entry();
  config.page.kv_ttl_ms = 60'000;
  DrivenWorld world(config);
  world.run();
  CHECK(state_of(world, config).store[html_key].value.has_value());
  world.world().kernel().advance_to(sim::from_milliseconds(61'000));
  CHECK_FALSE(state_of(world, config).store[html_key].value.has_value());
  CHECK(state_of(world, config).store[html_key].written);
}

TEST_CASE("a state tells until when a leaked slot is leased", "[model][proof]") {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_lease_ms = 1000;
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  DrivenWorld world(config);
  world.run();
  const RestState leased = state_of(world, config);
  REQUIRE(leased.isolates[0].orphaned_slots.size() == 1);
  CHECK(leased.isolates[0].orphaned_slots[0].until > 0U);
  world.world().kernel().advance_to(sim::from_milliseconds(1002));
  CHECK(state_of(world, config).isolates[0].orphaned_slots[0].until == 0U);
}

TEST_CASE("a state tells what an isolate remembers of a marker, for five seconds",
          "[model][proof]") {
  WorldConfig config = tests::empty_store();
  config.handler.router = Router::app;
  config.page.tags = 1;
  config.workload = {tests::at(0, ArrivalKind::revalidate_tag)};
  DrivenWorld world(config);
  world.run();
  const RestState remembered = state_of(world, config);
  REQUIRE(remembered.isolates[0].tags[0].has_value());
  CHECK(remembered.isolates[0].tags[0]->stamp.has_value());
  world.world().kernel().advance_to(sim::from_milliseconds(5000));
  CHECK_FALSE(state_of(world, config).isolates[0].tags[0].has_value());
}

TEST_CASE("late writes that differ only by age are one state", "[model][proof]") {
  const WorldConfig config = tests::stale_app_entry();
  const auto state_with = [&config](Key older, Key newer) {
    DrivenWorld world(config);
    for (const Key key : {older, newer}) {
      world.world().kv().add_late_write(KvOperationKind::put, 0, key, KvValue{});
    }
    return state_of(world, config);
  };
  const RestState state = state_with(html_key, rsc_key);
  CHECK(state.late_writes.size() == 2);
  CHECK(state == state_with(rsc_key, html_key));
}

// --- fingerprints

/// Two colos with read caches, an isolate each, and a page with a tag.
WorldConfig two_colos() {
  WorldConfig config = tests::stale_app_entry();
  config.isolates_per_colo = {1, 1};
  config.kv.read_cache = true;
  config.page.tags = 1;
  config.workload = {tests::at(0), tests::at(0, ArrivalKind::revalidate_tag)};
  return config;
}

TEST_CASE("each part of a state at rest counts in the fingerprint", "[model][proof]") {
  const ProofConfig config = proof_config(two_colos(), ProofBounds{});
  BurstWorld world(config);
  world.start();
  RestState state = world.rest();
  const RestValue entry = *state.store[html_key].value;
  state.read_caches[0][html_key] = {config.clock_unit_ms > 0 ? codes_of_a_unit + 1 : 0, entry};
  state.isolates[0].orphaned_slots.push_back({html_key, std::nullopt});
  const auto fingerprint_of = [&world](const RestState& from) {
    world.start(from);
    return world.fingerprint();
  };
  const std::uint64_t base = fingerprint_of(state);
  CHECK(fingerprint_of(state) == base);
  RestState other = state;
  SECTION("what a colo has a copy of") { other.read_caches[0][html_key]->value.reset(); }
  SECTION("that it has a copy") { other.read_caches[0][html_key].reset(); }
  SECTION("which slot is taken") { other.isolates[0].orphaned_slots[0].key = rsc_key; }
  SECTION("that one is taken") { other.isolates[0].orphaned_slots.clear(); }
  SECTION("what is stored") { other.store[html_key].value.reset(); }
  SECTION("that a key was written") { other.store[html_key].written = true; }
  CHECK(fingerprint_of(other) != base);
}

}  // namespace
}  // namespace stalemate::model
