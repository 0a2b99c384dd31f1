// X-Vinext-Cache by generation of the handler, router and what the store holds.
#include <catch2/catch.hpp>

#include "tests/model/handlers.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;
using tests::ScriptedExplorer;

WorldConfig of(const Handler& handler, WorldConfig config) {
  config.handler.generation = handler.generation;
  config.handler.router = handler.router;
  config.kv.write_interval_us = 0;
  if (handler.router == Router::app) config.page.initial[rsc_key] = config.page.initial[html_key];
  return config;
}

TEST_CASE("no entry: MISS, rendered and stored", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  DrivenWorld world(of(handler, tests::empty_store()));
  world.run();
  CHECK(world.served() == "MISS 1");
  CHECK(world.stored().value.generation.of_isolate == 1);
  CHECK_FALSE(world.trace().has(EventKind::delete_queued));
  CHECK_FALSE(world.trace().has(EventKind::regeneration_started));
}

TEST_CASE("a fresh entry: HIT, and nothing else", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::empty_store();
  tests::preload(config, -500);
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.served() == "HIT 0");
  CHECK(world.trace().story_of(1) ==
        "isolate-started request-arrived get-sent get-answered served-hit context-draining "
        "context-ended");
}

TEST_CASE("an entry past its revalidation time: STALE, and a regeneration", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::stale_entry();
  config.workload[0].wait_until_us = sim::from_milliseconds(100);
  config.workload.push_back(tests::at(200));
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.served() == "STALE 0, HIT 1");
  CHECK(world.trace().count(EventKind::regeneration_started) == 1);
  CHECK(world.trace().time_of(EventKind::served_stale) == 1);
}

TEST_CASE("an entry is fresh up to its revalidation time, and stale a millisecond later",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::empty_store();
  const auto served_when_expired_for = [&](std::int64_t milliseconds) {
    tests::preload(config, milliseconds);
    DrivenWorld world(of(handler, config));
    world.run();
    return world.served();
  };
  CHECK(served_when_expired_for(-1) == "HIT 0");  // the entry is read at 1 ms
  CHECK(served_when_expired_for(0) == "STALE 0");
}

TEST_CASE("an entry that cannot be decoded: MISS, and it is deleted", "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  const EntryShape shape =
      GENERATE(EntryShape::corrupt_json, EntryShape::invalid_shape, EntryShape::invalid_base64);
  INFO(handler.text() << ", " << name(shape));
  WorldConfig config = tests::stale_entry();
  config.page.initial[html_key].shape = shape;
  config.workload[0].wait_until_us = sim::from_milliseconds(100);
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.served() == "MISS 1");
  CHECK(world.trace().count(EventKind::delete_committed) == 1);
  // 0.0.26 awaits the delete before it renders; the others go on at once.
  const bool awaits = handler.generation == Generation::vinext_0_0_26;
  CHECK(world.trace().time_of(EventKind::render_started) == (awaits ? 11 : 1));
  CHECK(world.trace().has(EventKind::background_delete) == !awaits);
  // With these latencies the put commits after the delete.
  CHECK(world.stored().value.generation.of_isolate == 1);
}

TEST_CASE("a background delete is registered with waitUntil", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_since(Generation::before_425)));
  const bool visible = GENERATE(true, false);
  INFO(handler.text());
  WorldConfig config = tests::stale_entry();
  config.page.initial[html_key].shape = EntryShape::corrupt_json;
  config.workload[0].render = RenderScript::throws;
  config.latencies.kv_delete = tests::fixed(50);
  tests::lose_cut_puts(config);
  if (!visible) config.workload[0].visible_context = VisibleContext::none;
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.trace().time_of(EventKind::context_ended) == (visible ? 51 : 11));
  CHECK(world.trace().has(EventKind::delete_committed) == visible);
}

TEST_CASE("an entry past expireAt: MISS and deleted from 0.0.55 on, STALE before",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::stale_entry();  // last modified 6 s ago
  const bool honours = handler.generation >= Generation::vinext_0_0_55;
  const auto served_with_expire = [&](std::int64_t expire_ms) {
    config.page.expire_ms = expire_ms;
    DrivenWorld world(of(handler, config));
    world.run();
    CHECK(world.trace().has(EventKind::background_delete) == (world.served() == "MISS 1"));
    return world.served();
  };
  // The get is answered after 1 ms; expired is strictly later than expireAt.
  CHECK(served_with_expire(6000) == (honours ? "MISS 1" : "STALE 0"));
  CHECK(served_with_expire(6001) == "STALE 0");
}

WorldConfig invalidated() {
  WorldConfig config = tests::empty_store();
  config.page.tags = 2;
  config.page.revalidate_ms = 60'000;
  tests::preload(config, -30'000);  // last modified 30 s ago
  config.workload = {tests::at(0, ArrivalKind::revalidate_tag), tests::at(50)};
  config.workload[0].wait_until_us = sim::from_milliseconds(10);
  config.workload[1].wait_until_us = sim::from_milliseconds(200);
  return config;
}

TEST_CASE("an entry whose tag was invalidated: MISS and deleted with the App Router",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  // In the isolate that invalidated, its own cache says so; elsewhere the markers do.
  const std::uint32_t reader = GENERATE(0U, 1U);
  INFO(handler.text() << ", read in isolate " << reader);
  WorldConfig config = invalidated();
  config.isolates_per_colo = {2};
  config.workload[0].isolate = 0;
  config.workload[1].isolate = reader;
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.trace().count(EventKind::put_committed, 1) == 2);
  CHECK(world.stored(first_tag_key).value.last_modified_ms == epoch_ms);
  CHECK(world.stored(first_tag_key + 1).found == 1);
  // Entries of the Pages Router carry no tags.
  const bool app = handler.router == Router::app;
  CHECK(world.served() == (app ? "MISS 1" : "HIT 0"));
  CHECK(world.trace().count(EventKind::delete_committed) == (app ? 1U : 0U));
  const bool awaits = handler.generation == Generation::vinext_0_0_26;
  CHECK(world.trace().has(EventKind::background_delete) == (app && !awaits));
}

TEST_CASE("an invalidation hits entries of the same millisecond, and no later ones",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  const std::uint32_t reader = GENERATE(0U, 1U);
  INFO(handler.text() << ", read in isolate " << reader);
  WorldConfig config = invalidated();
  config.isolates_per_colo = {2};
  config.workload[0].isolate = 0;
  config.workload[1].isolate = reader;
  const auto served_when_modified = [&](std::int64_t relative_ms) {
    tests::preload(config, -60'000);
    DrivenWorld world(of(handler, config));
    KvValue entry = world.stored().value;
    entry.last_modified_ms = epoch_ms + relative_ms;
    world.world().kv().store().preload(html_key, entry);
    world.run();
    return world.served();
  };
  CHECK(served_when_modified(-1) == "MISS 1");
  CHECK(served_when_modified(0) == "MISS 1");
  CHECK(served_when_modified(1) == "HIT 0");
}

TEST_CASE("one invalidated tag of several is enough", "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  const std::uint32_t failing = GENERATE(1U, 2U);
  INFO(handler.text() << ", marker " << failing << " not stored");
  WorldConfig config = invalidated();
  config.isolates_per_colo = {2};
  config.workload[0].isolate = 0;
  config.workload[1].isolate = 1;
  config.workload[0].wait_until_us = sim::from_milliseconds(40);
  config.puts = {{failing, PutScriptKind::too_many_requests, 0, std::nullopt}};
  DrivenWorld world(of(handler, config));
  world.run();
  CHECK(world.trace().has(EventKind::served_miss, 2));
}

TEST_CASE("a read that fails: MISS with the App Router, an error with the Pages Router",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::stale_entry();
  config.faults.set(Fault::get_5xx, 1);
  ScriptedExplorer explorer;
  explorer.always("get of request 1", "get_5xx");
  DrivenWorld world(of(handler, config), explorer);
  world.run();
  CHECK(explorer.unused().empty());
  CHECK(world.served() == (handler.router == Router::app ? "MISS 1" : "error"));
}

TEST_CASE("a render that throws: an error on a MISS, the stale page otherwise",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(all_handlers()));
  INFO(handler.text());
  WorldConfig config = tests::empty_store();
  config.workload = {tests::with_render(RenderScript::throws, tests::at(0)), tests::at(100)};
  for (Arrival& arrival : config.workload) arrival.wait_until_us = sim::from_milliseconds(80);
  SECTION("MISS") {
    DrivenWorld world(of(handler, config));
    world.run();
    CHECK(world.served() == "error, MISS 2");
  }
  SECTION("STALE: the slot is free for the next attempt") {
    tests::preload(config, 5000);
    DrivenWorld world(of(handler, config));
    world.run();
    if (handler.router == Router::app && handler.generation >= Generation::vinext_1_4_0) {
      // The earlier entry is read again, and stored again for a while.
      CHECK(world.served() == "STALE 0, HIT 0");
      CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == 22);
      return;
    }
    CHECK(world.served() == "STALE 0, STALE 0");
    CHECK(world.trace().time_of(EventKind::regeneration_failed) == 11);
    CHECK(world.trace().time_of(EventKind::regeneration_slot_freed) == 11);
    CHECK(world.trace().count(EventKind::regeneration_started) == 2);
    CHECK(world.stored().value.generation.of_isolate == 2);
  }
}

}  // namespace
}  // namespace stalemate::model
