// What a program may read from the clock, and its timers: told times, not latencies.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/bounded/search.h"
#include "tests/model/js/program.h"
#include "tests/support/configs.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Verdict;

enum class Begins : std::uint8_t { empty, stale };

BoundedResult searched_program(const std::string& body, Begins begins, std::uint32_t requests = 1) {
  model::WorldConfig world =
      begins == Begins::stale ? stalemate::tests::stale_entry() : stalemate::tests::empty_store();
  world.handler.program = stalemate::tests::program(body);
  world.runtime.teardown = model::Teardown::immediate;
  world.runtime.cut_put = model::CutPut::lost;
  model::BoundedBounds bounds;
  bounds.each.requests_per_burst = requests;
  bounds.each.requests_per_isolate = requests;
  const std::atomic<bool> never{false};
  const BoundedResult result =
      search_bounded({world, bounds, 1, {}, std::size_t{1} << 30, never, {}});
  INFO(result.failure);
  REQUIRE(result.failure.empty());
  return result;
}

/// Stores a page if `condition` holds after `waiting`; else there is none.
std::string stores_if(const std::string& waiting, const std::string& condition) {
  return "const native = globalThis[Symbol.for('stalemate.native')];"
         "const sleep = (ms) => new Promise((resolve) => native.setTimer(resolve, ms));"
         "const key = 'page:' + request.page.path;"
         "const begun = Date.now(); state.order = state.order || []; await host.kvGet(key);" +
         waiting + "if (" + condition +
         ") { const { generation } = await host.render();"
         "  await host.kvPut(key, generation, 0, null); }"
         "return { served: 'MISS', body: '' };";
}

/// Whether a put is committed on any way through a burst.
bool is_ever_stored(const BoundedResult& result) {
  const auto stored = static_cast<std::size_t>(model::EventKind::put_committed);
  return (result.marks[stored / 64] >> (stored % 64) & 1U) == 1;
}

TEST_CASE("a timer goes off at its time", "[bounded][js]") {
  const BoundedResult result =
      searched_program(stores_if("await sleep(20);"
                                 "state.early = state.early || Date.now() - begun < 20;",
                                 "!state.early"),
                       Begins::empty);
  CHECK(result.complete());
  CHECK(result.count(Verdict::uncached) == 0);
  CHECK(result.count(Verdict::holds) > 0);
}

TEST_CASE("timers go off in the order of their times", "[bounded][js]") {
  const std::string two =
      "const later = sleep(30).then(() => state.order.push(2));"
      "const sooner = sleep(10).then(() => state.order.push(1));"
      "await Promise.all([later, sooner]);";
  const BoundedResult result =
      searched_program(stores_if(two, "state.order.slice(-2).join() === '1,2'"), Begins::empty);
  CHECK(result.complete());
  CHECK(result.count(Verdict::uncached) == 0);
  CHECK(result.count(Verdict::holds) > 0);
}

TEST_CASE("between a timer and its time anything else may happen", "[bounded][js]") {
  // A render that takes longer than the timer, and one that does not.
  const std::string race =
      "let sooner = ''; const render = host.render().then(() => { sooner = sooner || 'render'; });"
      "const time = sleep(10).then(() => { sooner = sooner || 'time'; });"
      "await Promise.all([render, time]);";
  const BoundedResult either =
      searched_program(stores_if(race, "sooner === 'time'"), Begins::empty);
  CHECK(is_ever_stored(either));
  const BoundedResult other =
      searched_program(stores_if(race, "sooner === 'render'"), Begins::empty);
  CHECK(is_ever_stored(other));
}

TEST_CASE("the limit on waitUntil ends a context before a timer that is later", "[bounded][js]") {
  const std::string background =
      "const key = 'page:' + request.page.path; await host.kvGet(key);"
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "host.waitUntil(new Promise((resolve) => native.setTimer(resolve, DELAY)).then(async () => {"
      "  const { generation } = await host.render();"
      "  await host.kvPut(key, generation, 0, null); }));"
      "return { served: 'STALE', body: '' };";
  std::string soon = background;
  soon.replace(soon.find("DELAY"), 5, "29000");
  const BoundedResult in_time = searched_program(soon, Begins::stale);
  CHECK(in_time.count(Verdict::violated) == 0);
  CHECK(is_ever_stored(in_time));
  std::string late = background;
  late.replace(late.find("DELAY"), 5, "31000");
  const BoundedResult result = searched_program(late, Begins::stale);
  CHECK(result.complete());
  CHECK(result.count(Verdict::holds) == 0);
  CHECK(result.count(Verdict::violated) > 0);
  CHECK(!is_ever_stored(result));
}

TEST_CASE("a timer behind the limit that two requests wait for is no dead end", "[bounded][js]") {
  const std::string shared =
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "const sleep = (ms) => new Promise((resolve) => native.setTimer(resolve, ms));"
      "await host.kvGet('page:' + request.page.path);"
      "if (state.shared) { host.waitUntil(state.shared); return { served: 'STALE', body: '' }; }"
      "state.shared = sleep(31000); host.waitUntil(state.shared); await sleep(50);"
      "return { served: 'STALE', body: '' };";
  const BoundedResult result = searched_program(
      "if (Date.now() < 1700000000000) { const { generation } = await host.render();"
      "  await host.kvPut('page:' + request.page.path, generation, 0, null);"
      "  return { served: 'MISS', body: '' }; }" +
          shared,
      Begins::stale, 2);
  CHECK(result.complete());
}

TEST_CASE("a program may stand before, at and after the deadline of what is stored",
          "[bounded][js]") {
  // A second request finds the entry that the first one has stored: fresh, exactly at its deadline,
  // or past it. Whoever gets it wrong in one of these cases is found out.
  const auto wrong_when = [](const std::string& condition) {
    return searched_program(
        "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
        "const entry = read ? JSON.parse(read[0]) : null; const now = Date.now();"
        "if (entry?.mine && " +
            condition +
            ") state.broken = true;"
            "if (state.broken) return { served: 'STALE', body: entry.html };"
            "const { generation, revalidate } = await host.render();"
            "const at = Date.now() + revalidate * 1000;"
            "await host.kvPut(key, JSON.stringify({ html: generation, mine: true, lastModified: "
            "Date.now(), revalidateAt: at }), 0, null);"
            "return { served: 'MISS', body: generation };",
        Begins::stale, 2);
  };
  CHECK(wrong_when("now < entry.revalidateAt && entry.never").count(Verdict::violated) == 0);
  CHECK(wrong_when("now < entry.revalidateAt").count(Verdict::violated) > 0);
  CHECK(wrong_when("now === entry.revalidateAt").count(Verdict::violated) > 0);
}

TEST_CASE("instants that code has read tell states apart", "[bounded][js]") {
  // What the first request has read decides what the second one does, long after.
  const BoundedResult result = searched_program(
      "const key = 'page:' + request.page.path; const read = await host.kvGet(key);"
      "const entry = read ? JSON.parse(read[0]) : null;"
      "state.first = state.first || Date.now();"
      "if (Date.now() - state.first > 10 && Date.now() - state.first < 900) state.broken = true;"
      "if (state.broken) return { served: 'STALE', body: entry.html };"
      "const { generation, revalidate } = await host.render();"
      "await host.kvPut(key, JSON.stringify({ html: generation, lastModified: Date.now(), "
      "revalidateAt: Date.now() + revalidate * 1000 }), 0, null);"
      "return { served: 'MISS', body: generation };",
      Begins::stale, 2);
  CHECK(result.complete());
  CHECK(result.count(Verdict::violated) > 0);
  CHECK(result.count(Verdict::holds) > 0);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
