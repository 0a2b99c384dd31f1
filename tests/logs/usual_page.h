// A page as most tests of logs have it, and causes by their names.
#pragma once

#include <string>
#include <utility>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "scenarios/format/load.h"
#include "scenarios/reproduce/hypothesis.h"

namespace stalemate::tests {

inline scenarios::Scenario scenario_of(const nlohmann::json& world) {
  auto scenario = scenarios::load_scenario_from_text(world.dump(), "a.json");
  if (!scenario) FAIL(scenario.error().message);
  return std::move(scenario).value();
}

inline scenarios::Hypothesis hypothesis_named(const std::string& name) {
  for (const scenarios::Hypothesis& one : scenarios::single_hypotheses()) {
    if (one.name == name) return one;
  }
  FAIL(name);
  return {};
}

/// A page that lives for a minute.
inline nlohmann::json usual_page() {
  return nlohmann::json::parse(R"({
  "name": "my-page", "about": "A page.", "source": "https://example.com",
  "handler": {"generation": "vinext-0.0.55"}, "page": {"revalidate_ms": 60000},
  "latencies": {"kv_get": [5, 40], "kv_put": [30, 400], "kv_late_commit": [30, 400],
                "render": [50, 600]},
  "workload": [{"at": 0}], "expect": {"eventually-fresh": "holds"}
})");
}

}  // namespace stalemate::tests
