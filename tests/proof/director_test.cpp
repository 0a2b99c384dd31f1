// What leads the timed simulator through a run.
#include "scenarios/timed/director.h"

#include <array>
#include <new>

#include <catch2/catch.hpp>

#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

using model::World;

TEST_CASE("the end of a context that no limit ends is no step with times", "[proof][timed]") {
  WholeRun run;
  for (const Move::Kind kind : {Move::Kind::arrival, Move::Kind::lapse, Move::Kind::strike}) {
    run.moves.emplace_back().kind = kind;
  }
  run.moves.back().strike = "context of request 1 is cut";
  const Instants instants{{0, 0, 0}, {}};
  sim::Arena arena(sim::Arena::default_capacity, nullptr);
  const model::WorldConfig config = stalemate::tests::stale_entry();
  auto* const world = new (arena.allocate(sizeof(World))) World(config, arena, nullptr);
  {
    Director director(run, instants, *world, 1000);
    static constexpr std::array<sim::Name, 2> alternatives{
        {{"nothing"}, {"context of request 1 is cut"}}};
    sim::ChoicePoint point;
    point.label = {"what strikes now"};
    point.names = alternatives.data();
    point.count = alternatives.size();
    director.expect_step();
    CHECK(director.choose(point) == 0);  // that is the arrival
    director.expect_step();
    CHECK(director.choose(point) == 1);
    director.expect_step();
    CHECK(director.choose(point) == 0);
  }
  world->~World();
  arena.deallocate(world, sizeof(World));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
