// The dedupe slot with a lease (regeneration_lease_ms): the fix for slots that nobody frees.
#include <catch2/catch.hpp>

#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

/// An entry that stays stale, as the regeneration of the first request does not store. It begins
/// at 1 ms, when the entry has been read.
WorldConfig leased(std::int64_t lease_ms, RenderScript first_render) {
  WorldConfig config = tests::stale_entry();
  config.handler.regeneration_lease_ms = lease_ms;
  config.workload = {tests::with_render(first_render, tests::at(0))};
  return config;
}

std::size_t regenerations(const WorldConfig& config) {
  DrivenWorld world(config);
  world.run();
  return world.trace().count(EventKind::regeneration_started);
}

TEST_CASE("a lease lasts as long as it says, and no longer", "[model][handler]") {
  WorldConfig config = leased(1000, RenderScript::hangs);
  config.workload.push_back(tests::at(1000));  // read at 1001: the lease's last millisecond
  CHECK(regenerations(config) == 1);
  config.workload.back() = tests::at(1001);
  CHECK(regenerations(config) == 2);
}

TEST_CASE("a regeneration that is done frees its slot before its lease ends", "[model][handler]") {
  WorldConfig config = leased(1000, RenderScript::throws);
  config.workload.push_back(tests::at(5));  // the render throws at 11
  CHECK(regenerations(config) == 1);
  config.workload.back() = tests::at(12);
  CHECK(regenerations(config) == 2);
}

TEST_CASE("a regeneration that outlived its lease leaves the next one's slot alone",
          "[model][handler]") {
  WorldConfig config = leased(50, RenderScript::throws);
  config.latencies.render = tests::fixed(100);
  config.workload.push_back(tests::at(60));   // the second lease is from 61 to 111
  config.workload.push_back(tests::at(105));  // the first render has thrown at 101
  CHECK(regenerations(config) == 2);
}

}  // namespace
}  // namespace stalemate::model
