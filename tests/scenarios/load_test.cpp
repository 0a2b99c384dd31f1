// Good scenario files: what each key becomes.
#include "scenarios/format/load.h"

#include <catch2/catch.hpp>

#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

using model::Latency;

Scenario loaded(const std::string& text) {
  const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
  if (!scenario) FAIL(scenario.error().message);
  return scenario.value();
}

Cell first_cell(const std::string& text) { return loaded(text).cells.front(); }

bool equal(const Latency& latency, std::int64_t typical, std::int64_t low, std::int64_t high,
           std::int64_t step) {
  return latency.typical_us == typical * 1000 && latency.low_us == low * 1000 &&
         latency.high_us == high * 1000 && latency.step_us == step * 1000;
}

TEST_CASE("a minimal scenario has one cell with the model's defaults", "[scenarios]") {
  const Scenario scenario = loaded(minimal_scenario());
  CHECK(scenario.path == "test.json");
  CHECK(scenario.name == "minimal");
  CHECK(scenario.source == "https://example.org/");
  CHECK(scenario.axes.empty());
  REQUIRE(scenario.cells.size() == 1);
  const Cell& cell = scenario.cells.front();
  CHECK(cell.name == only_cell_name);
  CHECK(cell.position.empty());
  CHECK(cell.about == scenario.about);
  CHECK(cell.sometimes.empty());
  CHECK(cell.expected[0] == model::Verdict::holds);
  CHECK_FALSE(cell.expected[1].has_value());
  const model::WorldConfig defaults;
  CHECK(cell.config.handler.generation == model::Generation::pull_425);
  CHECK(cell.config.isolates_per_colo == defaults.isolates_per_colo);
  CHECK(cell.config.page.revalidate_ms == defaults.page.revalidate_ms);
  CHECK(cell.config.latencies.kv_put.typical_us == defaults.latencies.kv_put.typical_us);
  CHECK(cell.config.runtime.wait_until_limit_us == defaults.runtime.wait_until_limit_us);
  REQUIRE(cell.config.workload.size() == 1);
  CHECK_FALSE(cell.config.workload[0].isolate.has_value());
  CHECK_FALSE(cell.config.workload[0].after_previous);
}

TEST_CASE("each key of a world becomes its part of the configuration", "[scenarios]") {
  const Result<Scenario> scenario = load_scenario(complete_scenario_path());
  if (!scenario) FAIL(scenario.error().message);
  const Cell& cell = scenario.value().cells[1];
  REQUIRE(cell.name == "before-425 / one cut");
  const model::WorldConfig& config = cell.config;

  SECTION("topology, handler, runtime, kv") {
    CHECK(config.isolates_per_colo == std::vector<std::uint32_t>{1, 2});
    CHECK(config.routing == model::Routing::fair);
    CHECK(config.handler.generation == model::Generation::before_425);
    CHECK(config.handler.router == model::Router::app);
    CHECK_FALSE(config.handler.put_registered);
    CHECK_FALSE(config.handler.regeneration_registered);
    CHECK(config.handler.handler_per_request);
    CHECK(config.handler.miss_stored_behind_response);
    CHECK(config.runtime.orphan_policy == sim::OrphanPolicy::hang);
    CHECK(config.runtime.unsent_put == model::UnsentPut::not_sent);
    CHECK(config.runtime.cut_put == model::CutPut::late);
    CHECK_FALSE(config.runtime.wait_until_limit_us.has_value());
    CHECK_FALSE(config.runtime.deploy_grace_us.has_value());
    CHECK(config.runtime.connections == 2);
    CHECK(config.runtime.kv_operations == 9);
    CHECK(config.kv.write_interval_us == 500'000);
    CHECK(config.kv.read_cache);
    CHECK(config.kv.cache_ttl_us == 30'000'000);
    CHECK(config.calm_gap_us == 2'500'000);
  }
  SECTION("page") {
    CHECK(config.page.revalidate_ms == 2000);
    CHECK(config.page.expire_ms == 9000);
    CHECK(config.page.tags == 2);
    CHECK(config.page.initial[0].present);
    CHECK(config.page.initial[0].expired_for_us == 5'000'000);
    CHECK(config.page.initial[1].present);
    CHECK(config.page.initial[1].expired_for_us == -700'000);
    CHECK(config.page.body == model::BodyKind::js_stream);
    CHECK(config.page.key_bytes == 513);
    CHECK(config.page.value_bytes == 0);
    CHECK(config.page.key == model::KeyName::dot_dot);
    CHECK(config.page.reads_search_params);
    CHECK(config.entries_judged);
    CHECK(config.page.metadata_bytes == 1025);
    CHECK(config.page.kv_ttl_ms == 60000);
  }
  SECTION("latencies") {
    CHECK(equal(config.latencies.kv_get, 5, 5, 5, 1));
    CHECK(equal(config.latencies.kv_put, 10, 10, 300, 1));
    CHECK(equal(config.latencies.kv_delete, 30, 10, 60, 10));
    CHECK(equal(config.latencies.kv_upload, 7, 7, 7, 1));
    CHECK(equal(config.latencies.kv_reply, 8, 8, 9, 1));
    CHECK(equal(config.latencies.kv_late_commit, 50, 50, 90, 1));
    CHECK(equal(config.latencies.render, 100, 100, 100, 1));
    CHECK(equal(config.latencies.origin_read, 1, 1, 1, 1));
    CHECK(equal(config.latencies.body, 2, 2, 2, 1));
    CHECK(equal(config.latencies.teardown, 3, 3, 3, 1));
  }
}

TEST_CASE("what may go wrong and what is expected of a scenario that has every key",
          "[scenarios]") {
  const Result<Scenario> scenario = load_scenario(complete_scenario_path());
  if (!scenario) FAIL(scenario.error().message);
  const Cell& cell = scenario.value().cells[1];
  const model::WorldConfig& config = cell.config;
  CHECK(config.faults.of(model::Fault::context_cut) == 1);
  CHECK(config.faults.of(model::Fault::disconnect) == 0);
  CHECK(config.faults.of(model::Fault::eviction) == 3);
  CHECK(config.faults.of(model::Fault::delete_5xx) == 1000);
  CHECK(config.faults.of(model::Fault::cpu_limit) == 14);
  CHECK(config.faults.of(model::Fault::memory_limit) == 15);
  CHECK(config.faults.of(model::Fault::deploy) == 16);
  REQUIRE(config.puts.size() == 2);
  CHECK(config.puts[0].ordinal == 2);
  CHECK(config.puts[0].kind == model::PutScriptKind::connection_reset);
  CHECK(config.puts[0].after_us == 50'000);
  CHECK(config.puts[0].commit_after_us == 800'000);
  CHECK(config.puts[1].kind == model::PutScriptKind::too_many_requests);
  CHECK_FALSE(config.puts[1].commit_after_us.has_value());
  CHECK(cell.sometimes ==
        std::vector{model::EventKind::served_stale, model::EventKind::context_cut});
  CHECK(cell.expected[0] == model::Verdict::violated);
  CHECK(cell.expected[2] == model::Verdict::holds);
}

TEST_CASE("the workload keeps its order and multiplies repetitions", "[scenarios]") {
  const std::vector<model::Arrival> workload = first_cell(complete_scenario()).config.workload;
  REQUIRE(workload.size() == 12);
  CHECK_FALSE(workload[0].after_previous);
  CHECK(workload[0].visible_context == model::VisibleContext::none);
  const model::Arrival& second = workload[1];
  CHECK(second.kind == model::ArrivalKind::request);
  CHECK(second.after_previous);
  CHECK(equal(second.delay, 0, 0, 600, 1));
  CHECK(second.artifact == model::Artifact::rsc);
  CHECK(second.isolate == 2U);
  CHECK(second.cut_after_us == 200'000);
  CHECK(second.client_gone_after_us == 50'000);
  CHECK(second.hold_response_us == 1'000'000);
  CHECK(second.wait_until_us == 250'000);
  CHECK(second.visible_context == model::VisibleContext::foreign);
  CHECK(second.render == model::RenderScript::throws);
  CHECK(workload[2].kind == model::ArrivalKind::module_promise);
  CHECK(workload[2].module_promise_us == 500'000);
  CHECK(workload[3].kind == model::ArrivalKind::data_change);
  CHECK(workload[4].kind == model::ArrivalKind::deploy);
  CHECK(workload[5].kind == model::ArrivalKind::revalidate_tag);
  for (std::size_t index = 6; index < workload.size(); ++index) {
    CHECK(workload[index].after_previous);
    CHECK(equal(workload[index].delay, 600, 600, 600, 1));
  }
}

TEST_CASE("null where it is a value", "[scenarios]") {
  const std::string text = minimal_scenario();
  CHECK_FALSE(first_cell(changed(text, "/page/expire_ms", "null")).config.page.expire_ms);
  CHECK_FALSE(first_cell(changed(text, "/calm_gap_ms", "null")).config.calm_gap_us);
  const std::string limit = "/runtime/wait_until_limit_ms";
  CHECK_FALSE(first_cell(changed(text, limit, "null")).config.runtime.wait_until_limit_us);
  CHECK_FALSE(first_cell(changed(text, limit, "\"none\"")).config.runtime.wait_until_limit_us);
  CHECK(first_cell(changed(text, limit, "0")).config.runtime.wait_until_limit_us == 0);
}

TEST_CASE("a profile sets the runtime, and single keys win", "[scenarios]") {
  std::string text = changed(minimal_scenario(), "/runtime/profile", "\"workerd-2026-08-22\"");
  const Cell plain = first_cell(text);
  CHECK(plain.config.runtime.orphan_policy == sim::OrphanPolicy::hang);
  CHECK(plain.config.runtime.unsent_put == model::UnsentPut::complete);
  CHECK(plain.config.runtime.cut_put == model::CutPut::lost);
  CHECK(plain.config.runtime.teardown == model::Teardown::any);
  CHECK_FALSE(plain.config.runtime.wait_until_limit_us.has_value());
  CHECK(plain.config.kv.write_interval_us == 0);
  text = changed(text, "/runtime/cut_put", "\"any\"");
  text = changed(text, "/runtime/teardown", "\"immediate\"");
  text = changed(text, "/kv/write_interval_ms", "7");
  const Cell patched = first_cell(changed(text, "/runtime/wait_until_limit_ms", "5"));
  CHECK(patched.config.runtime.cut_put == model::CutPut::any);
  CHECK(patched.config.runtime.teardown == model::Teardown::immediate);
  CHECK(patched.config.runtime.unsent_put == model::UnsentPut::complete);
  CHECK(patched.config.runtime.wait_until_limit_us == 5000);
  CHECK(patched.config.kv.write_interval_us == 7000);
}

TEST_CASE("an unreadable entry needs no age", "[scenarios]") {
  const std::string entry = R"({"shape": "corrupt-json"})";
  const Cell cell = first_cell(changed(minimal_scenario(), "/page/entries/html", entry));
  CHECK(cell.config.page.initial[0].present);
  CHECK(cell.config.page.initial[0].shape == model::EntryShape::corrupt_json);
}

TEST_CASE("a document loads again as the same scenario", "[scenarios]") {
  const Scenario first = loaded(complete_scenario());
  const Scenario again = loaded(first.document);
  CHECK(again.hash == first.hash);
  CHECK(again.document == first.document);
  CHECK(again.cells.size() == first.cells.size());
}

TEST_CASE("the hash is that of the JSON value", "[scenarios]") {
  const std::string hash = loaded(minimal_scenario()).hash;
  CHECK(hash == "8df2336e34297f80");
  const std::string other_order = R"({"expect":{"eventually-fresh":"holds"},"workload":[{"at":0}],
    "source":"https://example.org/","name":"minimal", "handler":{"generation":"pull-425"},
    "about":"The least that a scenario must say.", "$schema": "elsewhere.json"})";
  CHECK(loaded(other_order).hash == hash);
  CHECK(loaded(changed(minimal_scenario(), "/workload/0/at", "1")).hash != hash);
  CHECK(loaded(changed(minimal_scenario(), "/about", "\"Other.\"")).hash != hash);
}

}  // namespace
TEST_CASE("the lease of a dedupe slot is read", "[scenarios]") {
  const Result<Scenario> scenario = load_scenario(complete_scenario_path());
  REQUIRE(scenario);
  CHECK(scenario.value().cells[1].config.handler.regeneration_lease_ms == 30000);
}

}  // namespace stalemate::scenarios::tests
