// Handlers in JavaScript: how scenarios name them, what takes them over, and how they fail.
#include <atomic>
#include <filesystem>
#include <string>
#include <utility>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "model/js/script.h"
#include "reports/console.h"
#include "reports/report_json.h"
#include "scenarios/campaign/campaign.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/format/cell_document.h"
#include "scenarios/format/load.h"
#include "scenarios/format/read_world.h"
#include "scenarios/format/with_handler.h"
#include "scenarios/javascript/command.h"
#include "scenarios/javascript/programs.h"
#include "scenarios/javascript/tools.h"
#include "scenarios/proof/prove.h"
#include "tests/campaign/small_scenario.h"
#include "tests/programs/named_program.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

Scenario loaded(const std::string& text) {
  Result<Scenario> scenario = load_scenario_from_text(text, "programs.json");
  INFO((scenario ? "" : scenario.error().message));
  REQUIRE(scenario.ok());
  return std::move(scenario).value();
}

TEST_CASE("programs are told from generations by their names", "[programs]") {
  for (const char* name : {"npm:vinext@1.4.0", "./a.mjs", "a.js", "../b/c", "handler.ts"}) {
    CAPTURE(name);
    CHECK(format::names_program(name));
  }
  for (const char* name : {"vinext-0.0.55", "before-425", "", "npm", "a.json"}) {
    CAPTURE(name);
    CHECK_FALSE(format::names_program(name));
  }
  CHECK(error_of(changed(minimal_scenario(), "/handler/generation", "\"vinext-0.0.5\""))
            .find("unknown name") != std::string::npos);
}

TEST_CASE("a package stands for the generation that it is, another for the newest", "[programs]") {
  const auto generation = [](const std::string& name) {
    return loaded(changed(minimal_scenario(), "/handler/generation", "\"" + name + "\""))
        .cells.front()
        .config.handler.generation;
  };
  CHECK(generation("npm:vinext@0.0.26") == model::Generation::vinext_0_0_26);
  CHECK(generation("npm:vinext@0.0.30") == model::Generation::vinext_0_0_30);
  CHECK(generation("./own.mjs") == model::Generation::vinext_0_0_55);
}

TEST_CASE("another world beside a cell keeps the cell's own program", "[programs]") {
  const Scenario scenario = with_program(loaded(named_program_scenario), nullptr);
  const Cell& cell = scenario.cells.front();
  format::Json world = format::world_of_cell(scenario, cell.name);
  world["faults"] = {{"context_cut", 1}};
  const Result<Scenario> beside = format::load_beside(scenario, cell, world, "beside.json");
  REQUIRE(beside);
  CHECK(beside.value().cells.front().config.handler.program == cell.config.handler.program);
  world["handler"]["generation"] = "vinext-0.0.55";
  const Result<Scenario> other = format::load_beside(scenario, cell, world, "beside.json");
  REQUIRE(other);
  CHECK_FALSE(other.value().cells.front().config.handler.program);
}

TEST_CASE("another handler takes the place of all, and everything is to hold", "[programs]") {
  const Scenario scenario = loaded(R"({
    "name": "two", "about": "a", "source": "https://example.com",
    "handler": {"generation": "before-425"}, "sometimes": ["served-miss"],
    "workload": [{"at": 0}],
    "expect": {"eventually-fresh": "violated"},
    "matrix": {
      "generation": {"old": {}, "new": {"handler": {"generation": "pull-425"},
                                        "expect": {"no-uncovered-write": "holds"}}},
      "registered": {"yes": {}, "no": {"handler": {"put_registered": false}}}},
    "cells": {"new / no": {"about": "b"}}})");
  const Result<Scenario> changed = with_handler(scenario, "vinext-0.0.30");
  REQUIRE(changed);
  REQUIRE(changed.value().axes.size() == 1);
  CHECK(changed.value().axes.front().name == "registered");
  REQUIRE(changed.value().cells.size() == 2);
  for (const Cell& cell : changed.value().cells) {
    CHECK(cell.config.handler.generation == model::Generation::vinext_0_0_30);
    CHECK(cell.config.handler.put_registered == (cell.name == "yes"));
    CHECK(cell.sometimes.empty());
    CHECK(cell.expected[0] == model::Verdict::holds);
    CHECK(cell.expected[static_cast<std::size_t>(model::Property::no_uncovered_write)] ==
          model::Verdict::holds);
  }
  CHECK_FALSE(with_handler(scenario, "vinext-0.0.5"));
}

/// What a check of one scenario comes to.
CampaignResult checked(Scenario scenario) {
  const TemporaryFolder folder;
  Inputs inputs;
  inputs.scenarios.push_back(std::move(scenario));
  Options options;
  options.seeds = 10;
  options.shrink_budget = 0;
  Observer nobody;
  const std::atomic<bool> never{false};
  return run_campaign(inputs, options, archive_in(folder.path()), nobody, never);
}

Scenario with_body(const std::string& body) {
  Scenario scenario = loaded(named_program_scenario);
  for (Cell& cell : scenario.cells) cell.config.handler.program = stalemate::tests::program(body);
  return scenario;
}

TEST_CASE("that a handler never serves a HIT is remarked on", "[programs][js]") {
  if (!model::scripts_run()) return;
  const auto remarks = [](const CampaignResult& result) {
    return reports::console_report(result, Versions{}, reports::Style{})
               .find("no request was served a HIT") != std::string::npos;
  };
  Scenario usual = loaded(named_program_scenario);
  for (Cell& cell : usual.cells) cell.config.handler.program = stalemate::tests::usual_program();
  const CampaignResult hits = checked(std::move(usual));
  REQUIRE(hits.problems.empty());
  CHECK_FALSE(remarks(hits));
  CampaignResult none = checked(with_body(
      "await host.kvPut('page:' + request.page.path, 'x', 0, null); return { served: 'MISS' };"));
  REQUIRE(none.problems.empty());
  CHECK(remarks(none));
  // A part knows nothing of what the others have seen.
  none.options.shard = {1, 2};
  CHECK_FALSE(remarks(none));
}

TEST_CASE("what is not simulated is named, also if its error is caught", "[programs][js]") {
  if (!model::scripts_run()) return;
  const std::string body =
      "const native = globalThis[Symbol.for('stalemate.native')];"
      "if (Date.now() > 1700000000000) native.log('refusal', 'fetch is not simulated');"
      "native.log('refusal', 'caches is not simulated');"
      "await host.kvPut('page:' + request.page.path, 'x', 0, null); return { served: 'MISS' };";
  CampaignResult result = checked(with_body(body));
  REQUIRE(result.problems.empty());
  CHECK(reports::console_report(result, Versions{}, reports::Style{})
            .find("cell none: caches is not simulated (program:3:") != std::string::npos);
}

TEST_CASE("what a handler throws is told once, with its place", "[programs][js]") {
  if (!model::scripts_run()) return;
  // Before the run it stores the page, and with each request it throws.
  const std::string body =
      "if (Date.now() > 1700000000000) throw new TypeError('no entry');"
      "const { generation } = await host.render();"
      "await host.kvPut('page:' + request.page.path, generation, 0, null);"
      "return { served: 'MISS' };";
  const CampaignResult result = checked(with_body(body));
  REQUIRE(result.problems.empty());
  const std::string sentence =
      "programs.json, cell none: the handler throws in 10 of 10 schedules, first in seed 1: "
      "TypeError: no entry (program:3:39); something like it in 1 other cell";
  reports::Style wide;
  wide.width = 300;
  const std::string console = reports::console_report(result, Versions{}, wide);
  CHECK(console.find(sentence + "\n") != std::string::npos);
  CHECK(console.find("no entry") == console.rfind("no entry"));
  const nlohmann::json report = nlohmann::json::parse(reports::json_report(result, Versions{}));
  const nlohmann::json& error = report["scenarios"][0]["cells"][1]["error"];
  CHECK(error == nlohmann::json{{"schedules", 10},
                                {"seed", 1},
                                {"text", "TypeError: no entry (program:3:39)"}});
  CHECK(report["scenarios"][0]["cells"][1]["refusal"].is_null());
}

TEST_CASE("an error that the store gives is none of the handler's own", "[programs][js]") {
  if (!model::scripts_run()) return;
  Scenario refused = with_body(
      "await host.kvPut('page:' + request.page.path, (await host.render()).generation,"
      "  Date.now() > 1700000000000 ? 30 : 0, null);"
      "return { served: 'MISS' };");
  const CampaignResult result = checked(std::move(refused));
  REQUIRE(result.problems.empty());
  for (const CellResult& cell : result.scenarios.front().cells) {
    CHECK(cell.remarks.error.schedules == 0);
  }
}

TEST_CASE("a verdict that is missing since requests hang says so", "[programs][js]") {
  if (!model::scripts_run()) return;
  const std::string body =
      "if (Date.now() >= 1700000000000) await (state.cached = state.cached ?? host.kvGet('x'));"
      "const { generation } = await host.render();"
      "await host.kvPut('page:' + request.page.path, generation, 0, null);"
      "return { served: 'MISS', body: generation };";
  Scenario scenario = with_body(body);
  for (Cell& cell : scenario.cells) cell.config.workload.front().cut_after_us = 1;
  const CampaignResult result = checked(std::move(scenario));
  reports::Style wide;
  wide.width = 300;
  const std::string console = reports::console_report(result, Versions{}, wide);
  CHECK(console.find("requests hang, and nothing is decided in 10 of 10 schedules: inconclusive") !=
        std::string::npos);
  CHECK(console.find("programs.json, cell none: requests hang in 10 of 10 schedules, first in seed "
                     "1: request 2 waits for a promise that nothing settles; still open: kv.get() "
                     "of request 1, whose context has ended; something like it in 1 other cell") !=
        std::string::npos);
}

TEST_CASE("what fails in every cell is told once", "[programs][js]") {
  if (!model::scripts_run()) return;
  const CampaignResult result = checked(with_body("throw new Error('no way');"));
  REQUIRE(result.scenarios.front().cells.size() == 2);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems.front().find("no way") != std::string::npos);
}

TEST_CASE("a program that cannot be loaded is told once, and is bad input", "[programs]") {
  const CampaignResult result =
      checked(with_program(loaded(named_program_scenario), "no such file"));
  CHECK(result.problems ==
        std::vector<std::string>{"programs.json: handler ./own.mjs: no such file"});
  CHECK(exit_code(result) == ExitCode::usage);
  REQUIRE(result.scenarios.front().cells.size() == 2);
  for (const CellResult& cell : result.scenarios.front().cells) CHECK(cell.schedules == 0);
}

class ProvesNothing final : public ProveObserver {
 public:
  void began(const Scenario&, const Cell&, const Estimate&) override { FAIL("began to prove"); }
  void advanced(const RestGraph&) override { FAIL("went on proving"); }
  void finished(const CellProof&) override { FAIL("has proved"); }
  void advanced(const Cell&, const BoundedResult&) override { FAIL("went on"); }
  void finished(const BoundedProof&) override { FAIL("has gone through it"); }
};

TEST_CASE("nothing is proved of a program that cannot be loaded", "[programs]") {
  const TemporaryFolder folder;
  ProveOptions options;
  options.folder = folder.path();
  ProvesNothing nobody;
  const std::atomic<bool> never{false};
  const ProveResult result = prove({with_program(loaded(named_program_scenario), "no such file")},
                                   "", options, archive_in(folder.path()).versions, nobody, never);
  CHECK(result.cells.empty());
  CHECK(result.bounded.empty());
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems.front() == "programs.json: handler ./own.mjs: no such file");
  CHECK(folder.count_files() == 0);
}

TEST_CASE("commands give what they print and how they end", "[programs]") {
  const TemporaryFolder folder;
  const CommandResult spoken =
      run_command({"sh", "-c", "echo \"$0\"; echo bad >&2; exit 3", "a b"}, folder.path());
  CHECK(spoken.problem.empty());
  CHECK(spoken.exit_status == 3);
  CHECK(spoken.output == "a b\n");
  CHECK(spoken.errors == "bad\n");
  CHECK(run_command({"sh", "-c", "kill -9 $$"}, folder.path()).exit_status == 128 + 9);
  CHECK(folder.count_files() == 0);
  CHECK(run_command({"no-such-command"}, folder.path()).problem.find("could not be started") !=
        std::string::npos);
  CHECK(run_command({"true"}, folder.file("none")).problem.find("cannot be written") !=
        std::string::npos);
}

TEST_CASE("the tools are unpacked whole, once, or it is said why not", "[programs]") {
  const TemporaryFolder folder;
  const Result<std::string> tools = unpack_tools(folder.path());
  REQUIRE(tools);
  CHECK(std::filesystem::exists(tools.value() + "/model/js/bundler/bundle.mjs"));
  CHECK(std::filesystem::exists(tools.value() + "/model/js/prelude/prelude.mjs"));
  const std::size_t files = folder.count_files();
  CHECK(unpack_tools(folder.path()).value() == tools.value());
  CHECK(folder.count_files() == files);
  const Result<std::string> refused = unpack_tools("/dev/null/cache");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.starts_with("/dev/null/cache: cannot be written"));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
