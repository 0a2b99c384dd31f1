// When two worlds at rest count as the same: the calm suffix finds its loops by this.
#include "model/rest_state.h"

#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

std::uint64_t hash_of(tests::DrivenWorld& world) { return canonical_hash(world.world()); }

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

}  // namespace
}  // namespace stalemate::model
