// Programs of which no code sees what has become of its writes, or how late it is. Nothing but the
// world itself tells their states apart, and plain enumeration holds it against each fingerprint.
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/bounded/plain_enumeration.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"

namespace stalemate::tests {
namespace {

/// A request, after whose end its writes come when they like, or never; and another one meanwhile.
model::WorldConfig world_of_one(const std::string& body) {
  model::WorldConfig world = stale_entry();
  const std::string start =
      "const key = 'page:' + request.page.path;"
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "if (!state.begun) { state.begun = true;";
  world.handler.program = program(start + body + "} return { served: 'STALE', body: '' };");
  world.runtime.teardown = model::Teardown::immediate;
  world.runtime.cut_put = model::CutPut::any;
  world.runtime.unsent_put = model::UnsentPut::complete;
  world.kv.write_interval_us = 0;
  world.page.initial[0].present = false;
  return world;
}

/// @return what any of the states shows
std::set<std::string> enumerated(const model::WorldConfig& world, std::uint32_t pauses) {
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = 1;
  bounds.each.requests_per_isolate = 1;
  bounds.each.late_writes = 2;
  bounds.each.pauses = pauses;
  bounds.bursts = 2;
  PlainEnumeration plain(world, bounds);
  plain.run();
  std::set<std::string> shown;
  for (const auto& [fingerprint, text] : plain.readable) shown.insert(text);
  return shown;
}

TEST_CASE("what is stored is told where nobody has read it", "[bounded][js]") {
  const std::string body =
      "host.kvPut(key, 'text 1', 0, null); host.kvPut(key, 'text 2', 0, null);";
  CHECK(enumerated(world_of_one(body), 0).size() >= 3);
}

TEST_CASE("under which name something is stored is told where nobody has read it",
          "[bounded][js]") {
  const std::string body =
      "await host.kvGet(key);"
      "host.kvPut('flag 1', 'x', 0, null); host.kvPut('flag 2', 'x', 0, null);";
  CHECK(enumerated(world_of_one(body), 0).size() >= 4);
}

TEST_CASE("how late it is is told where nobody has looked", "[bounded][js]") {
  // One pause, until long before the timer or until just before it, which its end takes along.
  const std::string body =
      "native.setTimer(() => {}, 100); await host.kvGet('flag 1'); await host.kvGet('flag 2');";
  model::WorldConfig world = world_of_one(body);
  world.latencies.kv_get = between(1, 1, 20);
  CHECK(enumerated(world, 1).size() >= 3);
}

}  // namespace
}  // namespace stalemate::tests
