// A read that is not recorded is noticed: states are taken for the same that are not, and rounds
// are missed.
#include <map>
#include <tuple>

#include <catch2/catch.hpp>

#include "model/chance.h"
#include "model/vinext/kv_cache_handler.h"
#include "sim/explore/calm_explorer.h"
#include "sim/explore/random_explorer.h"
#include "tests/model/proof/rest_graph.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

constexpr std::uint64_t ample_transitions = 1'000'000;

/// Two isolates, and a page whose reads check a tag; its entry is fresh for another second.
WorldConfig tagged_page() {
  WorldConfig config = tests::stale_app_entry();
  config.page.revalidate_ms = tag_cache_ttl_ms;
  config.page.tags = 1;
  config.isolates_per_colo = {2};
  config.runtime.wait_until_limit_us.reset();
  config.kv.write_interval_us = 0;
  tests::preload(config, -1000);
  config.workload.resize(1);
  return config;
}

/// Nothing is stored; html or rsc is asked for, and one render fails.
WorldConfig failing_render() {
  WorldConfig config = tests::empty_store();
  config.handler.router = Router::app;
  config.faults.set(Fault::render_throws, 1);
  config.runtime.wait_until_limit_us.reset();
  config.kv.write_interval_us = 0;
  config.workload = {tests::at(0), tests::for_rsc(tests::at(0))};
  return config;
}

/// The same page, and its tag may be invalidated.
WorldConfig invalidated_page() {
  WorldConfig config = tagged_page();
  config.workload = {tests::at(0), tests::at(0, ArrivalKind::revalidate_tag)};
  return config;
}

/// How many rounds are found without and with what was read.
struct Rounds {
  std::size_t without = 0;
  std::size_t with = 0;
};
Rounds rounds(const WorldConfig& world, std::uint32_t isolate_requests, sim::Teller dropped) {
  ProofBounds bounds;
  bounds.requests_per_isolate = isolate_requests;
  const ProofConfig config = proof_config(world, bounds);
  BurstExplorer intact(config);
  intact.world().start();
  const RestState start = intact.world().rest();
  const BurstResult all = intact.explore(start, ample_transitions);
  REQUIRE_FALSE(all.stopped);
  // Here suspended functions do not keep what they read of one type.
  BurstExplorer forgetful(config);
  forgetful.world().observer().ignored = dropped;
  const BurstResult found = forgetful.explore(start, ample_transitions);
  REQUIRE_FALSE(found.stopped);
  return {found.edges.size(), all.edges.size()};
}

bool loses_rounds(const WorldConfig& world, std::uint32_t isolate_requests, sim::Teller dropped) {
  const Rounds found = rounds(world, isolate_requests, dropped);
  return found.without < found.with;
}

// One case for each kind of value that Kernel::note is called with.

TEST_CASE("rounds are missed if it is not recorded which render it is", "[model][proof][slow]") {
  CHECK(loses_rounds(failing_render(), 2, sim::tell<RenderId>));
  CHECK(loses_rounds(tagged_page(), 1, sim::tell<RenderId>));
}

/// How many states within bursts, of those that random walks come to, are taken for another one
/// from which the same calm steps lead to another end.
int mistaken_states(const WorldConfig& world, sim::Teller dropped) {
  const ProofConfig config = proof_config(world, ProofBounds{});
  BurstWorld burst(config);
  burst.observer().ignored = dropped;
  sim::CalmExplorer calm;
  std::map<std::uint64_t, std::tuple<RestState, Round>> ends;
  int mistaken = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    sim::RandomExplorer random(seed);
    burst.start();
    for (std::uint64_t step = 0; step < 2 + seed % 12; ++step) burst.step(random);
    if (burst.at_rest()) continue;
    const std::uint64_t name = burst.fingerprint();
    while (!burst.at_rest() && burst.step(calm)) {
    }
    const auto end = std::make_tuple(burst.rest(), burst.round());
    const auto known = ends.try_emplace(name, end).first;
    if (known->second != end) ++mistaken;
  }
  return mistaken;
}

TEST_CASE("states are mistaken for others if it is not recorded what went wrong with a render",
          "[model][proof]") {
  // No round is missed: a render that fails might as well have failed at once.
  // (Some ends differ all the same: which event is the oldest is no part of a state.)
  CHECK(mistaken_states(failing_render(), sim::tell<FaultTaken>) >
        mistaken_states(failing_render(), nullptr));
}

TEST_CASE("rounds are missed if it is not recorded until when tags will be cached",
          "[model][proof][slow]") {
  CHECK(loses_rounds(invalidated_page(), 1, sim::tell<ClockDeadline>));
}

// And for values that functions are called or resumed with.

TEST_CASE("rounds are missed if what is to be stored is not recorded", "[model][proof][slow]") {
  CHECK(loses_rounds(failing_render(), 2, sim::tell<CacheData>));
}

TEST_CASE("no round is missed if all that was read is recorded", "[model][proof][slow]") {
  CHECK_FALSE(loses_rounds(failing_render(), 2, nullptr));
  CHECK_FALSE(loses_rounds(tagged_page(), 1, nullptr));
  CHECK_FALSE(loses_rounds(invalidated_page(), 1, nullptr));
}

}  // namespace
}  // namespace stalemate::model
