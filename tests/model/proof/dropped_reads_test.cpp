// A read that is not recorded is noticed: states are taken for the same that are not, and rounds
// are missed.
#include <catch2/catch.hpp>

#include "model/proof/burst_explorer.h"
#include "model/vinext/kv_cache_handler.h"
#include "tests/model/proof/made_worlds.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t ample_transitions = 1'000'000;

/// How many rounds are found without and with what was read.
struct Rounds {
  std::size_t without = 0;
  std::size_t with = 0;
};
Rounds rounds(const WorldConfig& world, std::uint32_t isolate_requests, sim::Teller dropped) {
  ProofBounds bounds;
  bounds.requests_per_isolate = isolate_requests;
  bounds.renders_unordered = false;
  const ProofConfig config = proof_config(world, bounds);
  // With learned steps an assertion would notice that the fingerprint says too little.
  Engine engine;
  engine.learns = false;
  BurstExplorer intact(config, engine);
  intact.world().start();
  const RestState start = intact.world().rest();
  const BurstResult all = intact.explore(start, ample_transitions);
  REQUIRE_FALSE(all.stopped);
  // Here suspended functions do not keep what they read of one type.
  BurstExplorer forgetful(config, engine);
  forgetful.world().observer().ignored = dropped;
  const BurstResult found = forgetful.explore(start, ample_transitions);
  REQUIRE_FALSE(found.stopped);
  return {found.edges.size(), all.edges.size()};
}

bool loses_rounds(const WorldConfig& world, std::uint32_t isolate_requests, sim::Teller dropped) {
  const Rounds found = rounds(world, isolate_requests, dropped);
  return found.without < found.with;
}

// Values that Kernel::note is called with. Of what goes wrong with a render no round tells: it
// might as well have failed at once (told_alike_test.cpp).

TEST_CASE("rounds are missed if it is not recorded which render it is", "[model][proof][slow]") {
  CHECK(loses_rounds(tests::failing_render(), 2, sim::tell<RenderId>));
  CHECK(loses_rounds(tests::tagged_page(), 1, sim::tell<RenderId>));
}

TEST_CASE("rounds are missed if it is not recorded until when tags will be cached",
          "[model][proof][slow]") {
  CHECK(loses_rounds(tests::invalidated_page(), 1, sim::tell<ClockDeadline>));
}

// And for values that functions are called or resumed with.

TEST_CASE("rounds are missed if what is to be stored is not recorded", "[model][proof][slow]") {
  CHECK(loses_rounds(tests::failing_render(), 2, sim::tell<CacheData>));
}

TEST_CASE("no round is missed if all that was read is recorded", "[model][proof][slow]") {
  CHECK_FALSE(loses_rounds(tests::failing_render(), 2, nullptr));
  CHECK_FALSE(loses_rounds(tests::tagged_page(), 1, nullptr));
  CHECK_FALSE(loses_rounds(tests::invalidated_page(), 1, nullptr));
}

}  // namespace
}  // namespace stalemate::model
