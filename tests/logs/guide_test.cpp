// A run, told by what of it is not calm, is that run; and bounds of guides hold.
#include "scenarios/reproduce/guide.h"

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "scenarios/reproduce/answers.h"
#include "sim/explore/random_explorer.h"

namespace stalemate::tests {

using scenarios::Guide;
using scenarios::GuidedExplorer;
using scenarios::IsolateRange;

namespace {

scenarios::Scenario small_world() {
  auto loaded = scenarios::load_scenario_from_text(R"({
    "name": "guided", "about": "a", "source": "https://example.com",
    "topology": {"colos": [2, 1]}, "handler": {"generation": "vinext-0.0.55"},
    "page": {"revalidate_ms": 1000, "entries": {"html": {"expired_for_ms": 5000}}},
    "latencies": {"kv_get": [1, 20], "kv_put": [5, 80], "render": [5, 50], "teardown": [0, 40]},
    "faults": {"context_cut": 2, "put_429": 2, "eviction": 2, "cpu_limit": 1},
    "workload": [{"at": [0, 500]}, {"at": [0, 500]}, {"at": [1000, 2500]}, {"at": 3000}],
    "expect": {"eventually-fresh": "holds"}})",
                                                   "guided.json");
  if (!loaded) FAIL(loaded.error().message);
  return std::move(loaded).value();
}

}  // namespace

TEST_CASE("a guide leads to the run that it was taken from", "[logs]") {
  const scenarios::Scenario scenario = small_world();
  model::Simulation simulation(scenario.cells.front().config);
  GuidedExplorer explorer({}, 2);
  int with_faults = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    sim::RandomExplorer random(seed);
    explorer.begin({}, &random);
    const std::uint64_t hash = simulation.run(explorer).trace.hash();
    const std::uint32_t deviations = explorer.deviations();
    CHECK(explorer.faults() <= 2);
    if (explorer.faults() > 0) ++with_faults;
    const Guide guide = explorer.guide();
    explorer.begin(guide);
    CHECK(simulation.run(explorer).trace.hash() == hash);
    CHECK(explorer.deviations() == deviations);
    CHECK(explorer.guide() == guide);
  }
  CHECK(with_faults > 50);
}

TEST_CASE("requests come only to isolates that may have answered", "[logs]") {
  const scenarios::Scenario scenario = small_world();
  model::Simulation simulation(scenario.cells.front().config);
  const std::vector<IsolateRange> isolates{{2, 3}, {0, 2}, {1, 2}, {0, 3}};
  GuidedExplorer explorer(isolates, 0);
  scenarios::Answers answers(simulation, 4, &explorer);
  bool second = false;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    sim::RandomExplorer random(seed);
    explorer.begin({}, &random);
    answers.begin();
    simulation.run(explorer, &answers);
    CHECK(explorer.faults() == 0);
    CHECK(answers.all()[0].isolate == 2);
    CHECK(answers.all()[1].isolate < 2);
    CHECK(answers.all()[2].isolate == 1);
    second = second || answers.all()[1].isolate == 1;
  }
  CHECK(second);
}

}  // namespace stalemate::tests
