// A scenario whose handler is a program, and that program without a bundler.
#pragma once

#include <memory>
#include <string>

#include "scenarios/format/scenario.h"
#include "tests/model/js/program.h"

namespace stalemate::scenarios::tests {

/// Its regeneration is not registered, and its put takes longer than the response.
inline constexpr const char* named_program_scenario = R"({
  "name": "named", "about": "a", "source": "https://example.com",
  "handler": {"generation": "./own.mjs"},
  "runtime": {"cut_put": "lost", "unsent_put": "not-sent", "teardown": "immediate"},
  "page": {"revalidate_ms": 1000, "entries": {"html": {"expired_for_ms": 5000}}},
  "latencies": {"kv_get": [1, 5], "kv_put": [10, 40], "render": [10, 30]},
  "workload": [{"at": 0}, {"repeat": 3, "after": [100, 1500]}],
  "expect": {"eventually-fresh": "holds"},
  "matrix": {"faults": {"none": {}, "a cut": {"faults": {"context_cut": 1}}}}})";

/// @param failure why it could not be loaded; nullptr: it was
inline Scenario with_program(Scenario scenario, const char* failure) {
  auto program = std::make_shared<model::Program>(*stalemate::tests::usual_program(false));
  program->name = scenario.cells.front().config.handler.program->name;
  if (failure != nullptr) {
    program->code.clear();
    program->failure = failure;
  }
  for (Cell& cell : scenario.cells) cell.config.handler.program = program;
  return scenario;
}

}  // namespace stalemate::scenarios::tests
