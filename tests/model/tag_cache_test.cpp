// Invalidation by tag: the handler's own cache of markers, and the races around it.
#include <catch2/catch.hpp>

#include "tests/model/handlers.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;

/// A fresh entry, last modified half a minute ago, that carries two tags.
WorldConfig tagged_entry() {
  WorldConfig config = tests::empty_store();
  config.handler.router = Router::app;
  config.kv.write_interval_us = 0;
  config.page.tags = 2;
  config.page.revalidate_ms = 60'000;
  tests::preload(config, -30'000);
  return config;
}

std::size_t marker_gets(const DrivenWorld& world, std::uint32_t request) {
  std::size_t count = 0;
  for (const sim::TraceEvent& event : world.trace().events()) {
    const bool get = event.kind == static_cast<std::uint32_t>(EventKind::get_sent);
    if (get && event.subject == request && event.detail >= first_tag_key) ++count;
  }
  return count;
}

TEST_CASE("from 0.0.30 on an isolate asks for a marker at most every five seconds",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  // Read at 1 ms, when the entry has arrived. At 5,000 ms it is one millisecond short of five
  // seconds, at 5,001 no longer.
  config.workload = tests::requests_at({0, 100, 4999, 5000});
  const bool caches = handler.generation >= Generation::vinext_0_0_30;
  SECTION("one handler an isolate") {
    DrivenWorld world(config);
    world.run();
    CHECK(marker_gets(world, 1) == 2);
    CHECK(marker_gets(world, 2) == (caches ? 0U : 2U));
    CHECK(marker_gets(world, 3) == (caches ? 0U : 2U));
    CHECK(marker_gets(world, 4) == 2);
  }
  SECTION("one handler a request") {
    config.handler.handler_per_request = true;
    DrivenWorld world(config);
    world.run();
    for (const std::uint32_t request : {1U, 2U, 3U, 4U}) CHECK(marker_gets(world, request) == 2);
  }
}

TEST_CASE(
    "an entry that is fresh for longer than usual was stored at the start, and is invalidated",
    "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  tests::preload(config, -600'000);  // ten times as long
  config.workload = {tests::at(0, ArrivalKind::revalidate_tag), tests::at(2000)};
  DrivenWorld world(config);
  world.run();
  CHECK_FALSE(world.trace().has(EventKind::served_hit, 2));
}

TEST_CASE("a marker that the isolate does not remember is asked for, however long one is believed",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  config.handler.cached_tags_age = false;
  DrivenWorld world(config);
  world.run();
  CHECK(marker_gets(world, 1) == 2);
}

TEST_CASE("a marker that one request found too old is not believed by the next",
          "[model][handler]") {
  WorldConfig config = tagged_entry();
  config.handler.generation = GENERATE(Generation::vinext_0_0_30, Generation::vinext_0_0_55);
  config.handler.cached_tags_age = false;
  config.workload = tests::requests_at({0, 100, 100});
  tests::ScriptedExplorer explorer;
  explorer.always("cached tag, request 2", "too old");
  DrivenWorld world(config, explorer);
  world.run();
  CHECK(explorer.was_asked("cached tag, request 2"));
  // The second has asked for the markers, and the answers are not there yet.
  CHECK_FALSE(explorer.was_asked("cached tag, request 3"));
  CHECK(marker_gets(world, 3) == 2);
}

TEST_CASE("requests that overlap share the markers of one handler, not those of two",
          "[model][handler]") {
  const Handler handler = GENERATE(Handler{Generation::vinext_0_0_30, Router::app},
                                   Handler{Generation::vinext_0_0_55, Router::app});
  const bool per_request = GENERATE(false, true);
  INFO(handler.text() << (per_request ? ", one a request" : ", one an isolate"));
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  config.handler.handler_per_request = per_request;
  config.latencies.kv_get = tests::fixed(10);
  // Request 1 reads the entry at 10 ms and has the markers at 20 ms; request 2 starts before that
  // and needs them at 25 ms; request 3 starts while request 2 is still there, request 4 afterwards.
  config.workload = {tests::at(0), tests::at(15), tests::at(28), tests::at(100)};
  DrivenWorld world(config);
  world.run();
  CHECK(marker_gets(world, 1) == 2);
  for (const std::uint32_t request : {2U, 3U, 4U}) {
    CHECK(marker_gets(world, request) == (per_request ? 2U : 0U));
  }
}

TEST_CASE("what one request's handler invalidates, an overlapping request's own does not know",
          "[model][handler]") {
  const bool per_request = GENERATE(false, true);
  WorldConfig config = tagged_entry();
  config.handler.handler_per_request = per_request;
  config.latencies.kv_get = tests::fixed(10);
  config.latencies.kv_put = tests::fixed(4);
  // Request 2 has stored the markers at 104 ms. Request 1 has its entry at 105 ms: a handler that
  // both share knows by then, one of its own has to ask.
  config.workload = {tests::at(95), tests::at(100, ArrivalKind::revalidate_tag)};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::response_ended) == 104);
  CHECK(marker_gets(world, 1) == (per_request ? 2U : 0U));
  CHECK(world.served() == "MISS 1");
}

TEST_CASE("an isolate that has just read the markers serves HIT after an invalidation elsewhere",
          "[model][handler]") {
  const Handler handler = GENERATE(from_range(handlers_of(Router::app)));
  INFO(handler.text());
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  config.isolates_per_colo = {2};
  const auto at_first = [](std::int64_t instant) {
    return tests::on_isolate(0, tests::at(instant));
  };
  config.workload = {at_first(0), tests::on_isolate(1, tests::at(100, ArrivalKind::revalidate_tag)),
                     at_first(300), at_first(5200)};
  DrivenWorld world(config);
  world.run();
  const bool caches = handler.generation >= Generation::vinext_0_0_30;
  CHECK(world.served() == (caches ? "HIT 0, HIT 0, MISS 1" : "HIT 0, MISS 1, HIT 1"));
}

TEST_CASE("the isolate that invalidates knows it when all markers are stored, and not before",
          "[model][handler]") {
  const Handler handler = GENERATE(Handler{Generation::vinext_0_0_30, Router::app},
                                   Handler{Generation::vinext_0_0_55, Router::app});
  INFO(handler.text());
  WorldConfig config = tagged_entry();
  config.handler.generation = handler.generation;
  config.workload = {tests::at(0), tests::at(100, ArrivalKind::revalidate_tag), tests::at(105),
                     tests::at(120)};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::tag_invalidated) == 100);
  CHECK(world.trace().time_of(EventKind::response_ended) == 110);
  CHECK(world.served() == "HIT 0, HIT 0, MISS 1");
  CHECK(marker_gets(world, 4) == 0);
}

TEST_CASE("one marker that fails leaves the isolate's own cache as it was", "[model][handler]") {
  WorldConfig config = tagged_entry();
  config.workload = {tests::at(0), tests::at(100, ArrivalKind::revalidate_tag), tests::at(120)};
  config.puts = {{2, PutScriptKind::too_many_requests, 0, std::nullopt}};
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().has(EventKind::served_error, 2));
  CHECK(world.trace().has(EventKind::served_hit, 3));
  CHECK(world.stored(first_tag_key).found == 1);
  CHECK(world.stored(first_tag_key + 1).found == 0);
}

// Entries are stamped when they are stored, not when their render began.
TEST_CASE("an invalidation during a render is lost", "[model][handler]") {
  WorldConfig config = tests::stale_app_entry();
  config.kv.write_interval_us = 0;
  config.page.tags = 1;
  config.latencies.render = tests::fixed(100);
  // The markers are read, and the render starts and reads version 1 of the data, by 3 ms.
  config.workload = {tests::at(0), tests::at(50, ArrivalKind::data_change),
                     tests::at(51, ArrivalKind::revalidate_tag), tests::at(200)};
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "STALE 0, HIT 1");
  CHECK(world.stored().value.generation.data_version == 1);
  CHECK(world.world().origin().data_version == 2);
  CHECK(world.stored(first_tag_key).value.last_modified_ms < world.stored().value.last_modified_ms);
}

// The delete names no version: whatever lies there when it commits is gone.
TEST_CASE("a background delete can take away the entry that replaced the one it was for",
          "[model][handler]") {
  WorldConfig config = tests::stale_entry();
  config.kv.write_interval_us = 0;
  config.page.initial[html_key].shape = EntryShape::corrupt_json;
  config.latencies.kv_delete = tests::fixed(100);
  config.workload = tests::requests_at({0, 50, 200});
  DrivenWorld world(config);
  world.run();
  CHECK(world.served() == "MISS 1, HIT 1, MISS 2");
  CHECK(world.trace().time_of(EventKind::delete_committed) == 101);
}

}  // namespace
}  // namespace stalemate::model
