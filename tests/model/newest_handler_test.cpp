// What vinext 1.4.0 does that no earlier version did.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/model/handlers.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::at;
using tests::DrivenWorld;
using tests::with_render;

WorldConfig newest_app(std::vector<Arrival> workload) {
  WorldConfig config = of(Generation::vinext_1_4_0, tests::stale_app_entry());
  config.workload = std::move(workload);
  return kept_alive(config);
}

TEST_CASE("1.4.0 stores html only after rsc was stored", "[model][handler]") {
  WorldConfig config = newest_app({at(0)});
  config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().count(EventKind::put_queued) == 1);
  CHECK(world.stored(html_key).value.generation.of_isolate == 0);
  // That a store fails is no failure of the regeneration.
  CHECK_FALSE(world.trace().has(EventKind::regeneration_failed));
  CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == 21);
}

TEST_CASE("1.4.0 registers the puts of the App Router with the context in sight",
          "[model][handler]") {
  DrivenWorld world(newest_app({at(0)}));
  world.run();
  // The timer of its own, the regeneration, and both puts.
  CHECK(world.trace().count(EventKind::wait_until_registered, 1) == 4);
  CHECK(world.stored(html_key).value.generation.of_isolate == 1);
  CHECK(world.stored(rsc_key).value.generation.of_isolate == 1);
}

TEST_CASE("1.4.0 stores an entry again for 3 to 30 seconds if its regeneration fails",
          "[model][handler]") {
  const auto [revalidate_ms, kept_ms] = GENERATE(table<std::int64_t, std::int64_t>(
      {{1000, 3000}, {3000, 3000}, {4000, 4000}, {30'000, 30'000}, {60'000, 30'000}}));
  WorldConfig config = newest_app({with_render(RenderScript::throws, at(0))});
  config.page.revalidate_ms = revalidate_ms;
  config.page.tags = 1;
  SECTION("without an end") {
    DrivenWorld world(config);
    world.run();
    const KvValue entry = world.stored(html_key).value;
    CHECK(entry.generation.of_isolate == 0);
    CHECK(entry.tags == 1);
    CHECK(entry.revalidate_at_ms == entry.last_modified_ms + kept_ms);
    CHECK(entry.expire_at_ms == null_instant);
    CHECK(world.trace().has(EventKind::regeneration_failed));
  }
  SECTION("with one, which is at least three seconds later") {
    config.page.expire_ms = revalidate_ms + 2000;
    tests::preload(config, 1);
    DrivenWorld world(config);
    world.run();
    const KvValue entry = world.stored(html_key).value;
    const std::int64_t end_ms = std::max(kept_ms + 3000, revalidate_ms + 2000);
    CHECK(entry.expire_at_ms == entry.last_modified_ms + end_ms);
  }
}

TEST_CASE("1.4.0 keeps an entry only as long as nothing newer was stored", "[model][handler]") {
  WorldConfig config =
      newest_app({with_render(RenderScript::throws, at(0)), tests::on_isolate(1, at(0)), at(100)});
  config.isolates_per_colo = {2};
  config.workload[0].isolate = 0;
  config.workload[2].isolate = 0;
  const auto served_at_last = [&config] {
    DrivenWorld world(config);
    world.run();
    return world.trace().last(EventKind::served_hit).extra;
  };
  // The other isolate has stored html at 31 ms; the render that fails ends at 61.
  config.latencies.render = tests::fixed(10);
  config.latencies.origin_read = tests::fixed(0);
  config.workload[0].delay = tests::fixed(25);
  CHECK(served_at_last() == 1);
}

TEST_CASE("1.4.0 keeps nothing if the entry cannot be read again", "[model][handler]") {
  WorldConfig config = newest_app({with_render(RenderScript::throws, at(0))});
  config.faults.set(Fault::get_5xx, 1);
  tests::ScriptedExplorer explorer;
  explorer.once("get of request 1", "answered");
  explorer.always("get of request 1", "get_5xx");
  DrivenWorld world(config, explorer);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::put_queued));
  CHECK(world.trace().has(EventKind::regeneration_slot_freed));
}

TEST_CASE("1.4.0 stores no page that may have read the search parameters", "[model][handler]") {
  WorldConfig config = newest_app({at(0), tests::for_rsc(at(500))});
  config.page.reads_search_params = true;
  SECTION("STALE") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "STALE 0, STALE 0");
    CHECK(world.trace().count(EventKind::store_skipped) == 2);
    CHECK(world.trace().count(EventKind::regeneration_slot_freed) == 2);
    CHECK_FALSE(world.trace().has(EventKind::put_queued));
  }
  SECTION("MISS") {
    config.page.initial = {};
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "MISS 1, MISS 2");
    CHECK_FALSE(world.trace().has(EventKind::put_queued));
  }
}

TEST_CASE("a regeneration of 1.4.0 is registered before it renders", "[model][handler]") {
  DrivenWorld world(of(Generation::vinext_1_4_0, tests::stale_entry()));
  world.run();
  const std::string story = world.trace().story_of(1);
  CHECK(story.find("wait-until-registered") < story.find("render-started"));
  // Nothing but the regeneration keeps the put alive, which it awaits.
  CHECK(world.stored().value.generation.of_isolate == 1);
  CHECK(world.trace().time_of(EventKind::context_ended) == 21);
}

TEST_CASE("a MISS of 1.4.0 is registered only with a context in sight", "[model][handler]") {
  WorldConfig config = of(Generation::vinext_1_4_0, tests::empty_store());
  config.handler.router = Router::app;
  config.workload[0].visible_context = VisibleContext::none;
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::wait_until_registered));
  CHECK(world.stored(html_key).found == 0);
}

TEST_CASE("pages of 1.4.0 refuse a revalidate time that is no whole second", "[model][handler]") {
  const auto [revalidate_ms, stored] =
      GENERATE(table<std::int64_t, bool>({{1000, true}, {2000, true}, {1500, false}}));
  WorldConfig config = kept_alive(of(Generation::vinext_1_4_0, tests::stale_entry()));
  config.page.revalidate_ms = revalidate_ms;
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "STALE 0");
  CHECK(world.trace().has(EventKind::put_queued) == stored);
  CHECK(world.trace().has(EventKind::regeneration_failed) == !stored);
}

TEST_CASE("1.4.0 invalidates each tag by itself, registered, and answers when all is done",
          "[model][handler]") {
  WorldConfig config = of(Generation::vinext_1_4_0, tests::empty_store());
  config.handler.router = Router::app;
  config.page.tags = 2;
  config.workload = {at(0, ArrivalKind::revalidate_tag)};
  SECTION("with a context in sight") {
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().count(EventKind::wait_until_registered, 1) == 2);
    CHECK(world.trace().time_of(EventKind::response_ended) == 10);
    CHECK(world.stored(first_tag_key).found == 1);
    CHECK(world.stored(first_tag_key + 1).found == 1);
  }
  SECTION("without") {
    config.workload[0].visible_context = VisibleContext::none;
    DrivenWorld world(config);
    world.run();
    CHECK_FALSE(world.trace().has(EventKind::wait_until_registered));
    CHECK(world.stored(first_tag_key + 1).found == 1);
  }
  SECTION("one that fails fails the action, when all is done") {
    config.puts = {{1, PutScriptKind::too_many_requests, 0, std::nullopt}};
    DrivenWorld world(config);
    world.run();
    CHECK(world.served() == "error");
    CHECK(world.stored(first_tag_key).found == 0);
    CHECK(world.stored(first_tag_key + 1).found == 1);
    CHECK(world.isolate().tag_cache.at(0).present == false);
    CHECK(world.isolate().tag_cache.at(1).present);
  }
}

}  // namespace
}  // namespace stalemate::model
