// What the digest is told again of contexts that a step left alone is what it would be told anew.
#include <catch2/catch.hpp>

#include "model/proof/burst_explorer.h"
#include "tests/support/configs.h"

namespace stalemate::model {
namespace {

/// Explores a few bursts; the world itself asserts that each fingerprint is the same both ways.
std::uint64_t states_of(const WorldConfig& config, std::uint32_t at_isolate, std::uint32_t in_all) {
  ProofBounds bounds;
  bounds.requests_per_isolate = at_isolate;
  bounds.requests_per_burst = in_all;
  Engine engine;
  engine.learns = false;  // or few of the states would be told
  BurstExplorer explorer(proof_config(config, bounds), engine);
  explorer.world().check_remembered(true);
  explorer.world().start();
  const BurstResult first = explorer.explore(explorer.world().rest(), 100'000);
  std::uint64_t states = first.count.states;
  for (std::size_t index = 0; index < first.edges.size() && index < 4; ++index) {
    states += explorer.explore(first.edges[index].to, 20'000).count.states;
  }
  return states;
}

WorldConfig base(Generation generation) {
  WorldConfig config = tests::stale_entry();
  config.handler.generation = generation;
  config.page.revalidate_ms = 60'000;
  return config;
}

TEST_CASE("remembered contexts are told as they would be anew", "[model][proof]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  for (const Generation generation :
       {Generation::vinext_0_0_26, Generation::before_425, Generation::pull_425,
        Generation::vinext_0_0_30, Generation::vinext_0_0_55, Generation::vinext_1_4_0}) {
    WorldConfig config = base(generation);
    config.isolates_per_colo = {2};
    CHECK(states_of(config, 2, 3) > 100);
    config.handler.put_registered = false;
    config.faults.set(Fault::context_cut, 1);
    config.faults.set(Fault::disconnect, 1);
    CHECK(states_of(config, 2, 2) > 100);
    config.faults.set(Fault::put_429, 1);
    config.faults.set(Fault::render_hangs, 1);
    config.faults.set(Fault::eviction, 1);
    CHECK(states_of(config, 1, 2) > 100);
  }
}

TEST_CASE("remembered contexts whose isolates are replaced", "[model][proof]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  for (const Fault fault : {Fault::deploy, Fault::memory_limit}) {
    WorldConfig config = base(Generation::vinext_0_0_55);
    config.isolates_per_colo = {2};
    config.faults.set(fault, 1);
    CHECK(states_of(config, 2, 2) > 100);
  }
}

TEST_CASE("remembered contexts with tags, read caches and the App Router", "[model][proof]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  for (const bool per_request : {false, true}) {
    WorldConfig config = base(Generation::vinext_0_0_55);
    config.handler.router = Router::app;
    config.handler.handler_per_request = per_request;
    config.page.tags = 1;
    Arrival invalidation;
    invalidation.kind = ArrivalKind::revalidate_tag;
    config.workload.push_back(invalidation);
    CHECK(states_of(config, 2, 2) > 100);
    config.kv.read_cache = true;
    config.isolates_per_colo = {1, 1};
    CHECK(states_of(config, 1, 2) > 100);
  }
}

TEST_CASE("a context that its client leaves is told anew, if it lives on", "[model][proof]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  WorldConfig config = base(Generation::vinext_0_0_55);
  config.page.body = BodyKind::js_stream;
  config.latencies.body = tests::fixed(5);
  config.faults.set(Fault::disconnect, 1);
  CHECK(states_of(config, 1, 1) > 10);
}

TEST_CASE("contexts that wait for each other are told anew", "[model][proof]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  for (const sim::OrphanPolicy policy : {sim::OrphanPolicy::hang, sim::OrphanPolicy::reject}) {
    WorldConfig config = base(Generation::vinext_0_0_30);
    config.runtime.orphan_policy = policy;
    config.faults.set(Fault::context_cut, 1);
    config.workload[0].render = RenderScript::awaits_module_promise;
    Arrival maker;
    maker.kind = ArrivalKind::module_promise;
    maker.module_promise_us = 5000;
    config.workload.push_back(maker);
    CHECK(states_of(config, 3, 3) > 50);
  }
}

}  // namespace
}  // namespace stalemate::model
