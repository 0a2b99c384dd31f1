// The matrix: order and names of cells, what patches do, and where errors in them are placed.
#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

Scenario complete() {
  const Result<Scenario> scenario = load_scenario(complete_scenario_path());
  if (!scenario) FAIL(scenario.error().message);
  return scenario.value();
}

const Cell& cell_of(const Scenario& scenario, const std::string& name) {
  for (const Cell& cell : scenario.cells) {
    if (cell.name == name) return cell;
  }
  FAIL("no cell " << name);
  return scenario.cells.front();
}

TEST_CASE("cells are the combinations in file order, the first axis slowest", "[scenarios]") {
  const Scenario scenario = complete();
  REQUIRE(scenario.axes.size() == 2);
  CHECK(scenario.axes[0].name == "handler");
  CHECK(scenario.axes[0].values == std::vector<std::string>{"before-425", "pull-425"});
  CHECK(scenario.axes[1].name == "assumption");
  CHECK(scenario.axes[1].values == std::vector<std::string>{"no faults", "one cut", "no tags"});
  std::vector<std::string> names;
  for (const Cell& cell : scenario.cells) names.push_back(cell.name);
  CHECK(names == std::vector<std::string>{"before-425 / no faults", "before-425 / one cut",
                                          "before-425 / no tags", "pull-425 / no faults",
                                          "pull-425 / one cut", "pull-425 / no tags"});
  const Cell& cell = scenario.cells[4];
  REQUIRE(cell.position.size() == 2);
  CHECK(cell.position[0] == std::pair<std::string, std::string>{"handler", "pull-425"});
  CHECK(cell.position[1] == std::pair<std::string, std::string>{"assumption", "one cut"});
}

TEST_CASE("patches merge as RFC 7386 says", "[scenarios]") {
  const Scenario scenario = complete();
  const Cell& calm = cell_of(scenario, "before-425 / no faults");
  CHECK(calm.about == "Nothing goes wrong.");
  CHECK(calm.config.faults.of(model::Fault::context_cut) == 0);
  CHECK(calm.config.workload.size() == 12);

  const Cell& cut = cell_of(scenario, "pull-425 / one cut");
  CHECK(cut.about == scenario.about);
  CHECK(cut.config.handler.generation == model::Generation::pull_425);
  CHECK(cut.config.handler.put_registered);
  CHECK_FALSE(cut.config.handler.regeneration_registered);
  CHECK(cut.config.faults.of(model::Fault::disconnect) == 0);
  CHECK(cut.config.faults.of(model::Fault::eviction) == 3);

  const Cell& other = cell_of(scenario, "pull-425 / no tags");
  CHECK(other.config.page.tags == 0);
  CHECK(other.config.page.revalidate_ms == 2000);
  CHECK(other.config.page.initial[0].expired_for_us == -5000);
  CHECK(other.config.latencies.kv_put.typical_us == 4000);
  CHECK(other.config.latencies.kv_put.high_us == 4000);
  CHECK(other.config.workload.size() == 1);
}

TEST_CASE("the patch of a single cell comes last", "[scenarios]") {
  const Scenario scenario = complete();
  CHECK(cell_of(scenario, "pull-425 / no faults").expected[0] == model::Verdict::holds);
  const Cell& cell = cell_of(scenario, "pull-425 / one cut");
  CHECK(cell.expected[0] == model::Verdict::uncached);
  CHECK(cell.expected[1] == model::Verdict::violated);
  CHECK_FALSE(cell.expected[2].has_value());
}

TEST_CASE("without a matrix the only cell can be patched too", "[scenarios]") {
  const std::string text =
      changed(minimal_scenario(), "/cells/base/expect/eventually-fresh", "\"violated\"");
  const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
  REQUIRE(scenario.ok());
  CHECK(scenario.value().cells[0].expected[0] == model::Verdict::violated);
}

TEST_CASE("what a matrix supplies may be missing in the base", "[scenarios]") {
  std::string text = changed(minimal_scenario(), "/handler", "delete");
  CHECK(error_of(text) == "test.json: top level: the key \"handler\" is missing");
  text = changed(text, "/matrix/handler/old/handler/generation", "\"vinext-0.0.26\"");
  CHECK(error_of(text) == "no error");
  text = changed(text, "/matrix/handler/new", "{}");
  CHECK(error_of(text) ==
        "test.json: top level: the key \"handler\" is missing (in the cell \"new\")");
}

TEST_CASE("an error in a patch is placed in the patch", "[scenarios]") {
  const std::string patch = "/matrix/a/x/page/tags";
  CHECK(error_of(changed(minimal_scenario(), patch, "9")) ==
        "test.json: " + patch + ": 9 is out of range; allowed: a whole number from 0 to 4");
  const std::string text = changed(minimal_scenario(), "/matrix/a/x", "{}");
  const std::string unknown_key = error_of(changed(text, "/cells/x/page", R"({"tagz": 1})"));
  CHECK_THAT(unknown_key, Catch::StartsWith("test.json: /cells/x/page/tagz: unknown key \"tagz\" "
                                            "(nearest: \"tags\"); allowed: revalidate_ms, "));
}

TEST_CASE("an error that takes several layers names the last one and the cell", "[scenarios]") {
  const std::string latency = R"({"typical_ms": 5, "low_ms": 5, "high_ms": 9})";
  std::string text = changed(minimal_scenario(), "/latencies/render", latency);
  text = changed(text, "/matrix/speed/slow/latencies/render/low_ms", "10");
  CHECK(error_of(text) ==
        "test.json: /matrix/speed/slow/latencies/render: low 10 is above high 9 (in the cell "
        "\"slow\"); allowed: low <= typical <= high");
}

TEST_CASE("an error that a patch uncovers in the base is placed in the base", "[scenarios]") {
  std::string text = changed(minimal_scenario(), "/workload/0/isolate", "2");
  text = changed(text, "/topology/colos", "[2]");
  text = changed(text, "/matrix/size/small/topology/colos", "[1]");
  CHECK(error_of(text) ==
        "test.json: /workload/0/isolate: there is no isolate 2 (in the cell \"small\"); allowed: "
        "from 1 to 1, as the topology has it");
}

TEST_CASE("400 cells load, 401 do not", "[scenarios]") {
  const auto with_values = [](int count) {
    std::string axis = "{";
    for (int index = 0; index < count; ++index) {
      axis += (index == 0 ? "\"" : ",\"") + std::to_string(index) + "\":{}";
    }
    return axis + "}";
  };
  std::string text = changed(minimal_scenario(), "/matrix/a", with_values(20));
  CHECK(error_of(changed(text, "/matrix/b", with_values(20))) == "no error");
  CHECK(error_of(changed(text, "/matrix/b", with_values(21))) ==
        "test.json: /matrix: it has too many cells; allowed: at most 400");
}

}  // namespace
}  // namespace stalemate::scenarios::tests
