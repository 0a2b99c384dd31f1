// What becomes of a put whose context dies, by how far it had got and what the runtime is known to
// do.
//
// The handler is the one between pull requests 391 and 425 with its put unregistered: when set()
// resolves, nothing keeps the context alive for the put.
#include <catch2/catch.hpp>

#include "model/workers/profiles.h"
#include "tests/model/kv_bench.h"
#include "tests/support/configs.h"
#include "tests/support/driven_world.h"
#include "tests/support/scripted_explorer.h"

namespace stalemate::model {
namespace {

using tests::DrivenWorld;
using tests::ScriptedExplorer;

WorldConfig abandoned_put() {
  WorldConfig config = tests::stale_entry();
  config.handler.generation = Generation::before_425;
  config.handler.put_registered = false;
  return config;
}

constexpr const char* unsent_label = "cut before it is sent, write of 1";
constexpr const char* complete_label = "cut when complete, write of 1";

TEST_CASE("a put of a context that ends in the turn which issued it is sent or not, by runtime",
          "[model][kv]") {
  WorldConfig config = abandoned_put();
  config.runtime.cut_put = CutPut::late;
  ScriptedExplorer explorer;

  SECTION("not sent") {
    config.runtime.unsent_put = UnsentPut::not_sent;
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(world.trace().has(EventKind::put_cut_unsent));
    CHECK_FALSE(world.trace().has(EventKind::put_sent));
    CHECK(world.stored().value.generation.of_isolate == 0);
  }
  SECTION("sent completely, then aborted") {
    config.runtime.unsent_put = UnsentPut::complete;
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(world.trace().has(EventKind::put_cut_complete));
    CHECK(world.trace().has(EventKind::put_committed_late));
    CHECK(world.stored().value.generation.of_isolate == 1);
  }
  SECTION("partly sent, which stores nothing") {
    explorer.always(unsent_label, "partly sent");
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.unused().empty());
    CHECK(world.trace().has(EventKind::put_cut_partly_sent));
    CHECK(world.stored().value.generation.of_isolate == 0);
  }
  CHECK(explorer.was_asked(unsent_label) == (config.runtime.unsent_put == UnsentPut::any));
}

TEST_CASE("if any fate of an unsent put is possible, each can be chosen; calm is: not sent",
          "[model][kv]") {
  ScriptedExplorer explorer;
  DrivenWorld world(abandoned_put(), explorer);
  world.run();
  REQUIRE(explorer.was_asked(unsent_label));
  CHECK(explorer.asked().back() == sim::RecordedChoice{unsent_label, "never sent", 3, true});
  CHECK(world.trace().has(EventKind::put_cut_unsent));
}

/// The put is cut this many milliseconds after it was issued, at 14 ms.
WorldConfig cut_after_issue(std::int64_t milliseconds) {
  WorldConfig config = tests::stale_entry();
  config.latencies.kv_upload = tests::fixed(4);
  config.latencies.kv_reply = tests::fixed(3);
  config.workload[0].cut_after_us = sim::from_milliseconds(14 + milliseconds);
  return config;
}

TEST_CASE("a put that is cut within its body stores nothing", "[model][kv]") {
  ScriptedExplorer explorer;
  DrivenWorld world(cut_after_issue(3), explorer);
  world.run();
  CHECK(world.trace().has(EventKind::put_sent));
  CHECK(world.trace().has(EventKind::put_cut_partly_sent));
  CHECK_FALSE(world.trace().has(EventKind::put_body_complete));
  CHECK(world.stored().value.generation.of_isolate == 0);
  CHECK(explorer.asked().empty());
}

TEST_CASE("a put that is cut with its body complete is lost or commits late", "[model][kv]") {
  WorldConfig config = cut_after_issue(5);
  ScriptedExplorer explorer;
  SECTION("lost: the calm one") {
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.was_asked(complete_label));
    CHECK(world.trace().has(EventKind::put_lost));
    CHECK_FALSE(world.trace().has(EventKind::put_committed_late));
  }
  SECTION("late: after its context's death") {
    explorer.always(complete_label, "committed late");
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.unused().empty());
    CHECK(world.trace().time_of(EventKind::put_cut_complete) == 19);
    CHECK(world.trace().time_of(EventKind::put_committed_late) == 69);
    CHECK_FALSE(world.trace().has(EventKind::put_acknowledged));
    CHECK(world.stored().value.generation.of_isolate == 1);
    CHECK(world.world().kv().in_flight().empty());
    // The program has not heard of it: the slot stays.
    CHECK(world.isolate().pending_regenerations.has(html_key));
  }
  SECTION("as the runtime is known to do it") {
    const bool late = GENERATE(false, true);
    config.runtime.cut_put = late ? CutPut::late : CutPut::lost;
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.asked().empty());
    CHECK(world.trace().has(EventKind::put_committed_late) == late);
    CHECK(world.trace().has(EventKind::put_lost) == !late);
  }
}

TEST_CASE("the store judges a late write like any other", "[model][kv]") {
  WorldConfig config = cut_after_issue(5);
  config.runtime.cut_put = CutPut::late;
  SECTION("429, if the key was written within a second") {
    config.isolates_per_colo = {2};
    config.workload[0].isolate = 0;
    config.workload.push_back(tests::on_isolate(1, tests::at(20)));
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().time_of(EventKind::put_committed, 2) == 48);
    CHECK(world.trace().time_of(EventKind::put_rejected, 1) == 69);
    CHECK_FALSE(world.trace().has(EventKind::put_committed_late));
    CHECK(world.stored().value.generation.isolate == 2);
  }
  SECTION("413, if it is too large") {
    config.page.value_bytes = std::int64_t{26} * 1024 * 1024;
    DrivenWorld world(config);
    world.run();
    CHECK(world.trace().has(EventKind::put_rejected));
    CHECK_FALSE(world.trace().has(EventKind::put_committed_late));
  }
}

TEST_CASE("a put that is cut after its commit stays, and is not acknowledged", "[model][kv]") {
  DrivenWorld world(cut_after_issue(15));
  world.run();
  CHECK(world.trace().time_of(EventKind::put_committed) == 28);
  CHECK(world.trace().time_of(EventKind::context_cut) == 29);
  CHECK_FALSE(world.trace().has(EventKind::put_acknowledged));
  CHECK_FALSE(world.trace().has(EventKind::put_committed_late));
  CHECK(world.stored().value.generation.of_isolate == 1);
}

TEST_CASE("a put that goes through has one phase after the other", "[model][kv]") {
  WorldConfig config = tests::stale_entry();
  config.latencies.kv_upload = tests::fixed(4);
  config.latencies.kv_reply = tests::fixed(3);
  DrivenWorld world(config);
  world.run();
  CHECK(world.trace().time_of(EventKind::put_queued) == 14);
  CHECK(world.trace().time_of(EventKind::put_sent) == 14);
  CHECK(world.trace().time_of(EventKind::put_body_complete) == 18);
  CHECK(world.trace().time_of(EventKind::put_committed) == 28);
  CHECK(world.trace().time_of(EventKind::put_acknowledged) == 31);
  CHECK(world.trace().time_of(EventKind::context_ended) == 31);
}

TEST_CASE("a delete of a dying context is cut like a put", "[model][kv]") {
  WorldConfig config = tests::stale_entry();
  config.page.initial[0].shape = EntryShape::corrupt_json;
  config.workload[0].cut_after_us = sim::from_milliseconds(6);
  ScriptedExplorer explorer;
  SECTION("lost") {
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(world.trace().has(EventKind::delete_cut));
    CHECK(world.stored().found != 0);
  }
  SECTION("late") {
    explorer.always(complete_label, "committed late");
    DrivenWorld world(config, explorer);
    world.run();
    CHECK(explorer.unused().empty());
    CHECK(world.trace().has(EventKind::delete_committed_late));
    CHECK(world.stored().found == 0);
  }
}

TEST_CASE("a delete is queued for a turn like a put: cut in it, it is not sent", "[model][kv]") {
  WorldConfig config = tests::empty_store();
  config.kv.write_interval_us = 0;
  config.runtime.unsent_put = UnsentPut::not_sent;
  config.runtime.cut_put = CutPut::late;
  KvBench bench(config);
  bench.store(html_key, 1);
  const sim::Promise<> removal = bench.remove(html_key);
  bench.kv().cut(removal.creator());
  CHECK(bench.trace().has(EventKind::delete_cut));
  bench.run();
  CHECK_FALSE(bench.trace().has(EventKind::delete_committed_late));
  CHECK(bench.read(html_key) == "render 1");
}

// --- the profiles of releases of the runtime

TEST_CASE("a profile says what a runtime does with unsent puts, cut puts and orphans",
          "[model][runtime]") {
  struct Row {
    Profile profile;
    UnsentPut unsent_put;
    CutPut cut_put;
    sim::OrphanPolicy orphan_policy;
    bool limited;
  };
  constexpr Row rows[] = {
      {Profile::production, UnsentPut::any, CutPut::any, sim::OrphanPolicy::reject, true},
      {Profile::workerd_2026_11_17, UnsentPut::not_sent, CutPut::lost, sim::OrphanPolicy::reject,
       false},
      {Profile::workerd_2026_11_17_no_promise_resolution, UnsentPut::not_sent, CutPut::lost,
       sim::OrphanPolicy::hang, false},
      {Profile::workerd_2026_08_22, UnsentPut::complete, CutPut::lost, sim::OrphanPolicy::hang,
       false},
      {Profile::workerd_2026_03_10, UnsentPut::complete, CutPut::lost, sim::OrphanPolicy::hang,
       false}};
  for (const Row& row : rows) {
    WorldConfig config;
    apply_profile(row.profile, config.runtime, config.kv);
    INFO(name(row.profile));
    CHECK(config.runtime.unsent_put == row.unsent_put);
    CHECK(config.runtime.cut_put == row.cut_put);
    CHECK(config.runtime.orphan_policy == row.orphan_policy);
    CHECK(config.runtime.wait_until_limit_us.has_value() == row.limited);
    CHECK((config.kv.write_interval_us > 0) == row.limited);
  }
}

}  // namespace
}  // namespace stalemate::model
