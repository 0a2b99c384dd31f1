// Programs whose bugs going through every order once did not find: each shows by one thing only.
#include <atomic>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/bounded/search.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Verdict;

/// How the page is read and stored.
const std::string usual_start =
    "const key = 'page:' + request.page.path;"
    "const native = globalThis[Symbol.for('stalemate.native')];"
    "const store = async () => { const { generation, revalidate } = await host.render();"
    "  const now = Date.now();"
    "  await host.kvPut(key, JSON.stringify({ html: generation, lastModified: now, revalidateAt: "
    "now + revalidate * 1000 }), TTL, null); };";

std::string starting(const std::string& body, const char* ttl = "0") {
  std::string code = usual_start;
  code.replace(code.find("TTL"), 3, ttl);
  return code + body;
}

model::WorldConfig world_with(const std::string& body) {
  model::WorldConfig world = stalemate::tests::stale_entry();
  world.handler.program = stalemate::tests::program(body);
  world.runtime.teardown = model::Teardown::immediate;
  world.runtime.cut_put = model::CutPut::lost;
  world.page.revalidate_ms = 60'000;
  return world;
}

BoundedResult gone_through_once(const model::WorldConfig& world, std::uint32_t requests,
                                std::uint32_t pauses = 0) {
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = requests;
  bounds.each.requests_per_isolate = requests;
  bounds.each.pauses = pauses;
  const std::atomic<bool> never{false};
  const BoundedResult result =
      search_bounded({world, bounds, 1, {}, std::size_t{1} << 30, never, {}});
  INFO(result.failure);
  REQUIRE(result.failure.empty());
  REQUIRE(result.complete());
  return result;
}

TEST_CASE("a context that ends later still runs what another one's promise sets going",
          "[bounded][js]") {
  model::WorldConfig world = world_with(
      starting("if (state.shared) {"
               "  state.shared.then(() => host.kvGet('flag')).then(() => { state.broken = true; });"
               "  return { served: 'none', body: '' }; }"
               "let done; state.shared = new Promise((resolve) => { done = resolve; });"
               "await host.kvGet(key); done(); state.shared = null;"
               "if (!state.broken) await store();"
               "return { served: 'STALE', body: '' };"));
  world.runtime.teardown = model::Teardown::any;
  CHECK(gone_through_once(world, 2).count(Verdict::violated) > 0);
}

TEST_CASE("timers of two requests go off in either order", "[bounded][js][slow]") {
  const std::string body = starting(
      "const sleep = (ms) => new Promise((resolve) => native.setTimer(resolve, ms));"
      "state.count = (state.count || 0) + 1; const mine = state.count;"
      "if (mine === 1) { await sleep(40);"
      "  if (state.count === 2 && !state.second) state.broken = true; }"
      "if (mine === 2) { await sleep(30); state.second = true; }"
      "await host.kvGet(key); if (!state.broken) await store();"
      "return { served: 'STALE', body: '' };");
  CHECK(gone_through_once(world_with(body), 2, 1).count(Verdict::violated) > 0);
  CHECK(gone_through_once(world_with(body), 2, 0).count(Verdict::violated) == 0);
}

TEST_CASE("time that passes while a read is under way shows", "[bounded][js]") {
  model::WorldConfig world = world_with(
      starting("const begun = Date.now(); await host.kvGet(key);"
               "if (Date.now() - begun > 5) state.broken = true;"
               "if (!state.broken) await store(); return { served: 'STALE', body: '' };"));
  world.latencies.kv_get = stalemate::tests::between(1, 1, 20);
  CHECK(gone_through_once(world, 1, 1).count(Verdict::violated) > 0);
  CHECK(gone_through_once(world, 1, 0).count(Verdict::violated) == 0);
}

TEST_CASE("faults strike after the last burst, too", "[bounded][js]") {
  model::WorldConfig world = world_with(
      starting("const read = await host.kvGet(key); const old = read && JSON.parse(read[0]);"
               "if (!state.mine && old && old.stored) return { served: 'STALE', body: '' };"
               "state.mine = true; const { generation } = await host.render();"
               "await host.kvPut(key, JSON.stringify({ stored: old !== null, html: generation, "
               "lastModified: Date.now() }), 0, null); return { served: 'STALE', body: '' };"));
  CHECK(gone_through_once(world, 1).count(Verdict::violated) == 0);
  world.faults.set(model::Fault::eviction, 1);
  const BoundedResult evicted = gone_through_once(world, 1);
  CHECK(evicted.count(Verdict::violated) > 0);
  REQUIRE(evicted.violations[0]);
  CHECK(evicted.violations[0]->requests == 1);
  CHECK(evicted.violations[0]->faults == 1);
}

TEST_CASE("what was stored in a burst lives as long as its expirationTtl", "[bounded][js]") {
  const std::string once =
      "state.count = (state.count || 0) + 1; const read = await host.kvGet(key);"
      "if (state.count === 1 || !read) await store();"
      "return { served: read ? 'STALE' : 'MISS', body: '' };";
  CHECK(gone_through_once(world_with(starting(once, "600")), 1).count(Verdict::violated) == 0);
  CHECK(gone_through_once(world_with(starting(once)), 1).count(Verdict::violated) > 0);
}

TEST_CASE("since when a key is listed tells states apart", "[bounded][js][slow]") {
  model::WorldConfig world = world_with("");
  world.page.initial[0].present = false;
  world.handler.program = stalemate::tests::program(
      starting("const listed = await host.kvList('page:', 10, '');"
               "if (state.written && listed.keys.length === 0) state.broken = true;"
               "await host.kvGet(key); if (!state.broken) { await store(); state.written = true; }"
               "return { served: 'STALE', body: '' };"));
  const BoundedResult result = gone_through_once(world, 2);
  CHECK(result.count(Verdict::violated) > 0);
  CHECK(result.count(Verdict::holds) > 0);
}

/// Of two states that differ in one thing only, one is met first. Whichever it is, the other is no
/// less there: the page stays STALE for ever in either, if the program has it so.
void check_both(const model::WorldConfig& world, const std::string& body, std::uint32_t requests,
                const std::string& one, const std::string& other, std::uint32_t pauses = 0) {
  for (const std::string& broken : {one, other}) {
    INFO(broken);
    model::WorldConfig changed = world;
    std::string code = starting(body);
    code.replace(code.find("BROKEN"), 6, broken);
    changed.handler.program = stalemate::tests::program(code);
    const BoundedResult result = gone_through_once(changed, requests, pauses);
    CHECK(result.count(Verdict::violated) > 0);
    CHECK(result.count(Verdict::holds) > 0);
  }
}

TEST_CASE("which instant was read before tells states apart", "[bounded][js]") {
  model::WorldConfig world = world_with("");
  stalemate::tests::preload(world, -1000);
  check_both(world,
             "state.first = state.first || Date.now(); await host.kvGet(key);"
             "if (BROKEN) return { served: 'STALE', body: '' };"
             "await store(); return { served: 'MISS', body: '' };",
             1, "state.first === 1700000000000", "state.first > 1700000000000");
}

TEST_CASE("whether time passed before or after the clock was read tells states apart",
          "[bounded][js]") {
  // One pause in the burst: both states stand at the same instant, and wait for the same read.
  check_both(world_with(""),
             "await host.kvGet('a'); state.first = state.first || Date.now();"
             "await host.kvGet(key); state.second = state.second || Date.now();"
             "if (BROKEN) return { served: 'STALE', body: '' };"
             "await store(); return { served: 'MISS', body: '' };",
             1, "state.first !== state.second", "state.first > 1700000000000", 1);
}

TEST_CASE("what was read before tells states apart", "[bounded][js]") {
  check_both(
      world_with(""),
      "state.count = (state.count || 0) + 1;"
      "if (state.count === 1) { const text = Date.now() < 1700000000000 ? 'before' : 'first';"
      "  const put = host.kvPut(key, text, 0, null);"
      "  host.waitUntil(put); return { served: 'MISS', body: '' }; }"
      "const read = await host.kvGet(key);"
      "if (state.count === 2) state.seen = read[0] === 'first' ? 'new' : 'old';"
      "if (BROKEN) return { served: 'STALE', body: '' };"
      "await store(); return { served: 'MISS', body: '' };",
      2, "state.seen === 'new'", "state.seen === 'old'");
}

TEST_CASE("what is stored tells states apart", "[bounded][js]") {
  check_both(world_with(""),
             "state.count = (state.count || 0) + 1; const mine = state.count;"
             "if (mine <= 2) { const put = host.kvPut(key, 'text ' + mine, 0, null);"
             "  host.waitUntil(put); return { served: 'MISS', body: '' }; }"
             "const read = await host.kvGet(key);"
             "if (BROKEN) return { served: 'STALE', body: '' };"
             "await store(); return { served: 'MISS', body: '' };",
             2, "read[0] === 'text 1'", "read[0] === 'text 2'");
}

/// What is there at the start was stored by the program, too.
const std::string seeding =
    "if (Date.now() < 1700000000000) { await store(); return { served: 'MISS', body: '' }; }";

TEST_CASE("what was read from a key of its own tells states apart", "[bounded][js]") {
  // The second put outlives its context, so nobody sees when it is done.
  model::WorldConfig world = world_with("");
  world.runtime.cut_put = model::CutPut::late;
  world.runtime.unsent_put = model::UnsentPut::complete;
  world.kv.write_interval_us = 0;
  check_both(world,
             seeding +
                 "state.count = (state.count || 0) + 1; const mine = state.count;"
                 "if (mine === 1) { await host.kvPut('flag', 'a', 0, null); state.done = true;"
                 "  host.kvPut('flag', 'b', 0, null); return { served: 'STALE', body: '' }; }"
                 "if (mine === 2) { state.overlaps = !state.done;"
                 "  const read = await host.kvGet('flag'); state.seen = read ? read[0] : 'none'; }"
                 "await host.kvGet(key);"
                 "if (state.overlaps && BROKEN) return { served: 'STALE', body: '' };"
                 "await store(); return { served: 'MISS', body: '' };",
             2, "state.seen === 'a'", "state.seen === 'b'");
}

TEST_CASE("a request may begin a hundred operations", "[bounded][js]") {
  const BoundedResult result = gone_through_once(
      world_with(starting("for (let part = 0; part < 100; ++part) await host.kvGet('part:' + part);"
                          "await store(); return { served: 'STALE', body: '' };")),
      1);
  CHECK(result.count(Verdict::violated) == 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
