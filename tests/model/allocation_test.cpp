// A run takes no memory but its arena's.
#include <new>

#include <catch2/catch.hpp>

#include "model/world.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/sample_worlds.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

TEST_CASE("the counter counts every form of operator new", "[model][allocation]") {
  if constexpr (sim::Arena::can_snapshot) {
    const std::uint64_t before = tests::allocation_count();
    // Called as functions: a compiler may leave out new-expressions whose result goes unused.
    ::operator delete(::operator new(1));
    ::operator delete[](::operator new[](1));
    ::operator delete (::operator new (64, std::align_val_t{64}), std::align_val_t{64});
    ::operator delete(::operator new(1, std::nothrow));
    CHECK(tests::allocation_count() == before + 4);
  }
}

TEST_CASE("no macro-step allocates outside the arena in 1,000 random runs", "[model][allocation]") {
  if constexpr (sim::Arena::can_snapshot) {
    const std::uint64_t seeds = 1000 / sample_worlds().size() + 1;
    for (const SampleWorld& sample : sample_worlds()) {
      INFO(sample.name);
      for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        sim::Arena arena;
        void* const block = arena.allocate(sizeof(World));
        auto* const world = new (block) World(sample.config, arena);
        sim::RandomExplorer explorer(seed);
        sim::Gate gate(explorer);
        world->connect(&gate, nullptr);
        world->begin();
        const std::uint64_t before = tests::allocation_count();
        std::uint64_t steps = 0;
        while (world->step()) ++steps;
        const std::uint64_t allocated = tests::allocation_count() - before;
        world->~World();
        REQUIRE(allocated == 0);
        REQUIRE(steps > 5);
      }
    }
  }
}

TEST_CASE("a whole run allocates nothing outside the arena, the first one included",
          "[model][allocation]") {
  if constexpr (sim::Arena::can_snapshot) {
    for (const SampleWorld& sample : sample_worlds()) {
      INFO(sample.name);
      Simulation simulation(sample.config);
      const std::uint64_t before = tests::allocation_count();
      for (std::uint64_t seed = 0; seed < 50; ++seed) {
        sim::RandomExplorer explorer(seed);
        simulation.run(explorer);
      }
      CHECK(tests::allocation_count() == before);
    }
  }
}

// Where every frame is an allocation of its own, the sanitizer looks for leaks instead.
TEST_CASE("runs in a row leave the arena as it was", "[model][allocation]") {
  for (const SampleWorld& sample : sample_worlds()) {
    INFO(sample.name);
    Simulation simulation(sample.config);
    const auto used_after = [&simulation](std::uint64_t seed) {
      sim::RandomExplorer explorer(seed);
      simulation.run(explorer);
      return simulation.arena().used();
    };
    const std::size_t used = used_after(1);
    for (std::uint64_t seed = 2; seed < 8; ++seed) used_after(seed);
    CHECK(used_after(1) == used);
  }
}

}  // namespace
}  // namespace stalemate::model
