#include "tests/campaign/small_scenario.h"

#include <catch2/catch.hpp>

#include "scenarios/format/load.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {

std::string small_scenario_text() {
  return R"({
  "name": "small",
  "about": "A regeneration whose context may be cut.",
  "source": "https://example.org/",
  "handler": {"generation": "vinext-0.0.55", "router": "pages"},
  "page": {"revalidate_ms": 60000, "entries": {"html": {"expired_for_ms": 5000}}},
  "latencies": {
    "kv_put": {"typical_ms": 30, "low_ms": 5, "high_ms": 80},
    "render": {"typical_ms": 20, "low_ms": 5, "high_ms": 50},
    "teardown": {"typical_ms": 0, "low_ms": 0, "high_ms": 100}
  },
  "workload": [{"at": 0}, {"at": 70000}],
  "sometimes": ["served-stale"],
  "expect": {"eventually-fresh": "holds", "no-orphaned-regeneration-slot": "holds"},
  "matrix": {
    "what strikes": {
      "nothing": {},
      "one cut": {
        "faults": {"context_cut": 1},
        "expect": {
          "eventually-fresh": "violated",
          "no-orphaned-regeneration-slot": "violated"
        }
      }
    }
  }
})";
}

Inputs small_inputs(const std::string& pointer, const std::string& value) {
  const std::string text =
      pointer.empty() ? small_scenario_text() : changed(small_scenario_text(), pointer, value);
  Result<Scenario> scenario = load_scenario_from_text(text, "small.json");
  INFO((scenario ? "" : scenario.error().message));
  REQUIRE(scenario.ok());
  Inputs inputs;
  inputs.scenarios.push_back(std::move(scenario).value());
  return inputs;
}

Archive archive_in(const std::string& folder) {
  return {folder, folder, {"0.0.0", "0123456789abcdef"}, [](const Violation&) { return "found"; }};
}

}  // namespace stalemate::scenarios::tests
