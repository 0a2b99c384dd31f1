// Stories and replays, from real runs of a small scenario.
#include "reports/story.h"

#include <string>

#include <catch2/catch.hpp>

#include "model/describe.h"
#include "reports/replay_report.h"
#include "scenarios/campaign/transcript.h"
#include "tests/campaign/small_scenario.h"
#include "tests/reports/hand_made.h"

namespace stalemate::reports::tests {
namespace {

using scenarios::Strategy;
using scenarios::ToldRun;
using scenarios::Violation;

const scenarios::Cell& failing_cell(const scenarios::Inputs& inputs) {
  return inputs.scenarios.front().cells.back();
}

/// The first seed whose run is STALE for ever.
ToldRun failing_run(const scenarios::Cell& cell, std::uint64_t& seed) {
  model::Simulation simulation(cell.config);
  for (seed = 1; seed < 1000; ++seed) {
    ToldRun told = scenarios::run_seed(simulation, Strategy::random, seed);
    if (told.result.findings[0].verdict == model::Verdict::violated) return told;
  }
  FAIL("no such seed");
  return {};
}

TEST_CASE("a story is short, in order, and tells what struck", "[reports]") {
  const scenarios::Inputs inputs = scenarios::tests::small_inputs();
  const scenarios::Cell& cell = failing_cell(inputs);
  Violation violation;
  const ToldRun told = failing_run(cell, violation.seed);
  violation.finding = told.result.findings[0];
  violation.transcript = told.transcript;

  const Story story = story_of(violation, cell.config);
  CHECK(story.steps.size() <= longest_story);
  CHECK(story.steps.size() > 3);
  bool struck = false;
  double last = 0;
  for (const StoryStep& step : story.steps) {
    CHECK(std::stod(step.time) >= last);
    last = std::stod(step.time);
    struck = struck || step.text.find("CUT") != std::string::npos;
  }
  CHECK(struck);

  violation.transcript = {};
  CHECK(story_of(violation, cell.config).steps.empty());
}

TEST_CASE("a replay is the same each time and ends with verdict and trace hash", "[reports]") {
  const scenarios::Inputs inputs = scenarios::tests::small_inputs();
  const scenarios::Cell& cell = failing_cell(inputs);
  std::uint64_t seed = 0;
  const ToldRun told = failing_run(cell, seed);
  const ReplaySubject subject{"small", cell.name, seed, "a.json", hand_made_versions()};
  const std::string text = replay_report(subject, told, cell.config, Style{});
  CHECK(text == replay_report(subject, failing_run(cell, seed), cell.config, Style{}));
  CHECK(
      text.starts_with("stalemate 1.2.3, model 00112233445566ff\nscenario small, cell one cut, "));
  CHECK(text.ends_with("\ntrace hash " + hash_text(told.result.trace.hash()) + "\n"));
  CHECK(text.find("\neventually-fresh: violated: the page stays STALE for ever (isolate 1, at ") !=
        std::string::npos);
  CHECK(text.find("\nno-uncovered-write: holds in this run\n") != std::string::npos);
  CHECK(text.find(" !  ") != std::string::npos);  // what went wrong is marked

  // Every event is there, in order.
  std::size_t at = 0;
  for (const sim::TraceEvent& event : told.transcript.events) {
    const std::string first_words = model::describe(event, cell.config).substr(0, 20);
    at = text.find(first_words, at);
    REQUIRE(at != std::string::npos);
  }
}

}  // namespace
}  // namespace stalemate::reports::tests
