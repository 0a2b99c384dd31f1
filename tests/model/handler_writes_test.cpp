// What the handlers store, when, and under which dedupe key they regenerate.
#include <catch2/catch.hpp>

#include "tests/model/handlers.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

/// The keys of the puts in the order of issue, with blanks between: "html rsc".
std::string puts_of(const DrivenWorld& world) {
  std::string keys;
  for (const sim::TraceEvent& event : world.trace().events()) {
    if (event.kind != static_cast<std::uint32_t>(EventKind::put_queued)) continue;
    keys += (keys.empty() ? "" : " ") + std::string(event.detail == rsc_key ? "rsc" : "html");
  }
  return keys;
}

bool newest(Generation generation) { return generation >= Generation::vinext_0_0_55; }

TEST_CASE("html and rsc of one path share a dedupe key, but in 0.0.55, where each has its own",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::stale_app_entry());
  config.workload = {tests::at(0), tests::for_rsc(tests::at(2))};
  DrivenWorld world(kept_alive(config));
  world.run();
  const std::size_t started = handler.generation == Generation::vinext_0_0_55 ? 2 : 1;
  CHECK(world.trace().count(EventKind::regeneration_started) == started);
  CHECK(world.trace().count(EventKind::regeneration_deduplicated) == 2 - started);
  CHECK(world.served() == "STALE 0, STALE 0");
}

TEST_CASE("a regeneration that html triggers stores both artifacts", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  DrivenWorld world(kept_alive(of(handler.generation, tests::stale_app_entry())));
  world.run();
  CHECK(puts_of(world) == (newest(handler.generation) ? "rsc html" : "html rsc"));
  CHECK(world.stored(html_key).value.generation.of_isolate == 1);
  CHECK(world.stored(rsc_key).value.generation.of_isolate == 1);
}

TEST_CASE("a regeneration that rsc triggers leaves html as it is in 0.0.55", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::stale_app_entry());
  config.workload = {tests::for_rsc(tests::at(0))};
  DrivenWorld world(kept_alive(config));
  world.run();
  const bool only_rsc = handler.generation == Generation::vinext_0_0_55;
  const bool one_after_the_other = handler.generation == Generation::vinext_1_4_0;
  CHECK(puts_of(world) == (only_rsc ? "rsc" : one_after_the_other ? "rsc html" : "html rsc"));
  CHECK(world.stored(html_key).value.generation.of_isolate == (only_rsc ? 0U : 1U));
  CHECK(world.stored(rsc_key).value.generation.of_isolate == 1);
  // What it stores is awaited, but for the set() between 391 and 425, which resolves at once.
  const bool early = handler.generation == Generation::before_425;
  const int freed_ms = early ? 11 : one_after_the_other ? 31 : 21;
  CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == freed_ms);
}

TEST_CASE("a MISS for html stores both artifacts, one for rsc its own", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = Router::app;
  const auto puts_of_miss = [&config](const Arrival& arrival) {
    config.workload = {arrival};
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "MISS 1");
    // The page is stored behind the response, and the context lives for it.
    CHECK(world.trace().time_of(EventKind::served_miss) == 11);
    CHECK(world.trace().time_of(EventKind::context_ended) == 21);
    return puts_of(world);
  };
  CHECK(puts_of_miss(tests::at(0)) == "html rsc");
  CHECK(puts_of_miss(tests::for_rsc(tests::at(0))) == "rsc");
}

TEST_CASE("the App Router stores a MISS once its response has left", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = Router::app;
  DrivenWorld world(config);
  world.run();
  const std::string story = world.trace().story_of(1);
  const std::size_t served = story.find("served-miss");
  REQUIRE(served != std::string::npos);
  CHECK(story.find("put-queued", served) != std::string::npos);
  CHECK(story.find("put-queued") > served);
}

TEST_CASE(
    "a MISS of the Pages Router awaits its put up to 0.0.30, and stores behind the response "
    "in 0.0.55",
    "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::pages)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  // The shape between 391 and 425 awaits a set() that resolves at once.
  const bool behind = newest(handler.generation) || handler.generation == Generation::before_425;
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::served_miss) == (behind ? 11 : 21));
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
  // Behind the response: it has left when the page is stored.
  const std::string story = world.trace().story_of(1);
  const bool after = story.find("served-miss") < story.find("put-queued");
  CHECK(after == newest(handler.generation));
  config.handler.miss_stored_behind_response = true;
  config.workload[0].wait_until_us = sim::from_milliseconds(50);
  DrivenWorld other(config);
  other.run();
  CHECK(other.trace().time_of(EventKind::served_miss) == 11);
  CHECK(other.stored().found == 1);
}

TEST_CASE("a failed put behind the response changes no answer; an awaited one does",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_since(Generation::pull_425)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = handler.router;
  config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
  DrivenWorld world(config);
  world.run();
  const bool awaited = handler.router == Router::pages && !newest(handler.generation);
  CHECK(world.served() == (awaited ? "error" : "MISS 1"));
  CHECK(world.trace().has(EventKind::regeneration_failed) == !awaited);
}

TEST_CASE("set() resolves before its put only in the shape between 391 and 425",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::pages)));
  INFO(handler.text());
  DrivenWorld world(kept_alive(of(handler.generation, tests::stale_entry())));
  world.run();
  const bool early = handler.generation == Generation::before_425;
  CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == (early ? 11 : 21));
  CHECK(world.trace().time_of(EventKind::put_acknowledged) == 21);
}

// Promise.all([...]) settles with the first rejection.
TEST_CASE("a put that fails frees the slot while its twin is still in flight", "[model][handler]") {
  WorldConfig config = of(Generation::vinext_0_0_55, tests::stale_app_entry());
  config.puts = {{1, PutScriptKind::connection_reset, sim::from_milliseconds(3), std::nullopt}};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == 14);
  CHECK(world.trace().time_of(EventKind::put_committed) == 21);
  // It is registered itself, so it is not lost.
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
  CHECK(world.stored(html_key).value.generation.of_isolate == 1);
  CHECK(world.stored(rsc_key).value.generation.of_isolate == 0);
}

// --- a render that says revalidate: 0

TEST_CASE("a regeneration with revalidate 0 is stored as fresh for ever, or not at all",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::stale_app_entry());
  config.handler.router = handler.router;
  config.workload = {tests::with_render(RenderScript::revalidate_zero, tests::at(0)),
                     tests::with_render(RenderScript::revalidate_zero, tests::at(1'000'000)),
                     tests::at(2'000'000)};
  DrivenWorld world(kept_alive(config));
  world.run();
  const bool stored = handler.router == Router::app && handler.generation <= Generation::pull_425;
  CHECK(world.served() == (stored ? "STALE 0, HIT 1, HIT 1" : "STALE 0, STALE 0, STALE 0"));
  CHECK(world.trace().count(EventKind::regeneration_started) == (stored ? 1U : 3U));
  // From 1.4.0 on such a page is refused as an error.
  const bool refused = handler.generation >= Generation::vinext_1_4_0;
  CHECK(world.trace().has(EventKind::store_skipped, 1) == (!stored && !refused));
  CHECK(world.trace().has(EventKind::regeneration_failed, 1) == refused);
  CHECK_FALSE(world.trace().has(EventKind::regeneration_slot_orphaned));
}

TEST_CASE("a MISS with revalidate 0 is not stored", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = handler.router;
  config.workload[0].render = RenderScript::revalidate_zero;
  DrivenWorld world(kept_alive(config));
  world.run();
  const bool refused =
      handler.generation >= Generation::vinext_1_4_0 && handler.router == Router::pages;
  CHECK(world.served() == (refused ? "error" : "MISS 1"));
  CHECK(puts_of(world).empty());
}

TEST_CASE("how long the store keeps an entry", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::pages)));
  INFO(handler.text());
  WorldConfig config = kept_alive(of(handler.generation, tests::stale_entry()));
  constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
  const auto kept_for_ms = [&config](std::int64_t revalidate_ms) {
    config.page.revalidate_ms = revalidate_ms;
    DrivenWorld world(config);
    world.run();
    return world.world().kv().store().at(html_key).expires_at_us / 1000 - 21;
  };
  if (handler.generation == Generation::vinext_0_0_26) {
    // Ten times the revalidation time, between a minute and thirty days.
    CHECK(kept_for_ms(1000) == 60'000);
    CHECK(kept_for_ms(60'000) == 600'000);
    CHECK(kept_for_ms(4 * day_ms) == 30 * day_ms);
  } else {
    CHECK(kept_for_ms(1000) == 30 * day_ms);
    CHECK(kept_for_ms(4 * day_ms) == 30 * day_ms);
    config.page.kv_ttl_ms = 61'000;
    CHECK(kept_for_ms(1000) == 61'000);
  }
}

TEST_CASE("an entry carries its page's tags with the App Router, and expires from 0.0.55 on",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = handler.router;
  config.page.tags = 2;
  config.page.expire_ms = 5000;
  DrivenWorld world(kept_alive(config));
  world.run();
  const KvValue entry = world.stored().value;
  CHECK(entry.tags == (handler.router == Router::app ? 2U : 0U));
  const bool expires = newest(handler.generation);
  CHECK(entry.expire_at_ms == (expires ? entry.last_modified_ms + 5000 : null_instant));
}

TEST_CASE("an entry with expire 0 never expires", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.handler.router = handler.router;
  config.page.expire_ms = 0;
  config.workload = tests::requests_at({0, 500});
  DrivenWorld world(kept_alive(config));
  world.run();
  CHECK(world.served() == "MISS 1, HIT 1");
  CHECK(world.stored().value.expire_at_ms == null_instant);
}

TEST_CASE("the store keeps a marker for thirty days", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = of(handler.generation, tests::empty_store());
  config.page.tags = 1;
  config.workload = {tests::at(0, ArrivalKind::revalidate_tag)};
  DrivenWorld world(config);
  world.run();
  constexpr std::int64_t thirty_days_ms = std::int64_t{30} * 24 * 3600 * 1000;
  CHECK(world.world().kv().store().at(first_tag_key).expires_at_us / 1000 == 10 + thirty_days_ms);
}

}  // namespace
}  // namespace stalemate::model
