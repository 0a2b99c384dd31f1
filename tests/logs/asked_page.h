// What explains a log of one page, asked in a short way.
#pragma once

#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"

namespace stalemate::tests {

/// @param log with times, of any page
inline scenarios::Reproduction reproduced_from(const std::string& log_text) {
  const auto log = log_of(log_text);
  const auto scenario = scenarios::load_scenario_from_text(R"({
  "name": "my-page", "about": "A page.", "source": "https://example.com",
  "handler": {"generation": "vinext-0.0.55", "router": "app"},
  "page": {"revalidate_ms": 60000},
  "latencies": {"kv_get": [5, 40], "kv_put": [30, 400], "kv_delete": [30, 400],
                "kv_late_commit": [30, 400], "render": [50, 600]},
  "workload": [{"at": 0}], "expect": {"eventually-fresh": "holds"}
})",
                                                           "a.json");
  REQUIRE(scenario);
  const auto question =
      scenarios::question_of(scenario.value(), scenario.value().cells.front(), log.seen, {});
  REQUIRE(question);
  auto found = scenarios::reproduce({question.value(), 2000, [] { return false; }});
  REQUIRE(found);
  return std::move(found).value();
}

}  // namespace stalemate::tests
