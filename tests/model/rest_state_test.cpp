// When two worlds at rest count as the same: the calm suffix finds its loops by this.
#include "model/rest_state.h"

#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

std::uint64_t hash_of(tests::DrivenWorld& world) {
  return canonical_hashes(world.world()).removal_ignored;
}

TEST_CASE("worlds at rest that differ only by time and names have equal hashes",
          "[model][suffix]") {
  tests::DrivenWorld early(tests::stale_entry());
  early.run();
  WorldConfig config = tests::stale_entry();
  config.workload = tests::requests_at({500'000});
  tests::DrivenWorld late(config);
  late.run();
  CHECK(hash_of(early) == hash_of(late));
  // One more round: the names of generations differ, and nothing else.
  early.request(2000);
  CHECK(early.stored().value.generation.of_isolate == 2);
  CHECK(hash_of(early) == hash_of(late));
}

TEST_CASE("what matters for the future changes the hash", "[model][suffix]") {
  tests::DrivenWorld base(tests::stale_entry());
  base.run();
  const std::uint64_t hash = hash_of(base);
  WorldConfig config = tests::stale_entry();
  SECTION("how long the entry is fresh") {
    config.page.revalidate_ms = 1001;
    tests::DrivenWorld other(config);
    other.run();
    CHECK(hash_of(other) != hash);
  }
  SECTION("a leaked slot") {
    config.workload[0].cut_after_us = sim::from_milliseconds(20);
    config.runtime.cut_put = CutPut::late;
    config.latencies.kv_late_commit = tests::fixed(1);
    tests::DrivenWorld other(config);
    other.run();
    REQUIRE(other.stored().value.generation.of_isolate == 1);
    CHECK(hash_of(other) != hash);
  }
  SECTION("no entry") {
    tests::DrivenWorld other(tests::empty_store());
    other.run();
    CHECK(hash_of(other) == hash);
    config.page.initial = {};
    config.workload.clear();
    tests::DrivenWorld none(config);
    CHECK(hash_of(none) != hash);
  }
  SECTION("newer data than the entry has") {
    config.workload.push_back(tests::at(21, ArrivalKind::data_change));
    tests::DrivenWorld other(config);
    other.run();
    CHECK(hash_of(other) != hash);
  }
  SECTION("a write within the interval") {
    base.world().kernel().advance_to(base.world().kernel().now_us() + 1);
    CHECK(hash_of(base) != hash);
  }
}

TEST_CASE("an entry that never expires is not one that has expired", "[model][suffix]") {
  const auto hash_with = [](RenderScript script) {
    WorldConfig config = tests::stale_app_entry();
    config.handler.generation = Generation::pull_425;
    config.workload[0].render = script;
    tests::DrivenWorld world(config);
    world.run();
    // Long after all deadlines.
    world.world().kernel().advance_to(sim::from_milliseconds(3'600'000));
    return hash_of(world);
  };
  CHECK(hash_with(RenderScript::revalidate_zero) != hash_with(RenderScript::normal));
}

TEST_CASE("when an entry is removed by its age counts in one of the hashes", "[model][suffix]") {
  const auto hashes_with = [](std::optional<std::int64_t> expire_ms, std::int64_t kv_ttl_ms) {
    WorldConfig config = tests::stale_entry();
    config.handler.generation = Generation::vinext_0_0_55;
    config.page.expire_ms = expire_ms;
    config.page.kv_ttl_ms = kv_ttl_ms;
    tests::DrivenWorld world(config);
    world.run();
    return canonical_hashes(world.world());
  };
  const RestHashes base = hashes_with(600'000, WorldConfig{}.page.kv_ttl_ms);
  const RestHashes by_handler = hashes_with(500'000, WorldConfig{}.page.kv_ttl_ms);
  const RestHashes by_store = hashes_with(600'000, 600'000);
  CHECK(by_handler.removal_ignored == base.removal_ignored);
  CHECK(by_handler.removal_counted != base.removal_counted);
  CHECK(by_store.removal_ignored == base.removal_ignored);
  CHECK(by_store.removal_counted != base.removal_counted);
}

TEST_CASE("which key a leaked slot is for changes the hash", "[model][suffix]") {
  WorldConfig config = tests::stale_app_entry();
  config.workload[0].cut_after_us = sim::from_milliseconds(5);
  tests::DrivenWorld html(config);
  html.run();
  config.workload[0].artifact = Artifact::rsc;
  tests::DrivenWorld rsc(config);
  rsc.run();
  CHECK(rsc.isolate().pending_regenerations.has(rsc_key));
  CHECK(hash_of(html) != hash_of(rsc));
}

/// Two colos with read caches; both have been up.
WorldConfig stale_entry_between_caches() {
  WorldConfig config = tests::stale_entry();
  config.isolates_per_colo = {1, 1};
  config.kv.read_cache = true;
  config.kv.write_interval_us = 0;
  return config;
}

TEST_CASE("how long a colo will keep its copy changes the hash", "[model][suffix]") {
  WorldConfig config = stale_entry_between_caches();
  config.page.initial = {};
  config.workload[0].render = RenderScript::throws;
  tests::DrivenWorld world(config);
  world.run();
  // All that there is is the copy of "no such key".
  const std::uint64_t hash = hash_of(world);
  world.world().kernel().advance_to(world.world().kernel().now_us() + 1000);
  CHECK(hash_of(world) != hash);
  world.world().kernel().advance_to(sim::from_milliseconds(60'001));
  const std::uint64_t expired = hash_of(world);
  world.world().kernel().advance_to(sim::from_milliseconds(90'000));
  CHECK(hash_of(world) == expired);
}

TEST_CASE("what a colo has a copy of changes the hash", "[model][suffix]") {
  // The second colo reads before or after the first one has stored a new generation; copies last
  // for so long that their age does not count.
  const auto hash_when_read_at = [](std::int64_t instant) {
    WorldConfig config = stale_entry_between_caches();
    config.kv.cache_ttl_us = sim::from_milliseconds(std::int64_t{20} * 24 * 3600 * 1000);
    config.handler.regeneration_registered = false;
    config.workload = {tests::on_isolate(0, tests::at(0)),
                       tests::on_isolate(1, tests::at(instant))};
    config.workload[0].wait_until_us = sim::from_milliseconds(30);
    // It leaves nothing behind but its colo's copy.
    config.workload[1].render = RenderScript::throws;
    config.workload[1].wait_until_us = sim::from_milliseconds(30);
    config.latencies.kv_get = tests::fixed(0);
    tests::DrivenWorld world(config);
    world.run();
    CHECK(world.stored().value.generation.isolate == 1);
    return hash_of(world);
  };
  CHECK(hash_when_read_at(1) != hash_when_read_at(25));
}

}  // namespace
}  // namespace stalemate::model
