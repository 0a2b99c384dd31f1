// From what the real runtime served, states and times only, back to what had been done to it.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "scenarios/reproduce/reproduce.h"
#include "tests/logs/log_texts.h"
#include "tests/oracle/oracle_scenario.h"

namespace stalemate::tests {

using scenarios::ExplainingRun;
using scenarios::Reproduction;

namespace {

/// In the world of the observations, with nothing prescribed.
Reproduction reproduced_row(const std::string& name) {
  const scenarios::Scenario scenario = oracle_scenario("s0");
  const auto cell = std::find_if(
      scenario.cells.begin(), scenario.cells.end(),
      [](const scenarios::Cell& one) { return one.name == "vinext-0.0.55 / workerd-2026-11-17"; });
  REQUIRE(cell != scenario.cells.end());
  const auto log = scenarios::log::read_log(log_path("rows/" + name), {}, [] { return false; });
  if (!log) FAIL(log.error().message);
  CHECK(log.value().seen.size() == 8);
  CHECK(log.value().tally.unreadable == 0);
  scenarios::QuestionOptions options;
  options.tolerance_ms = 0;
  const auto question = scenarios::question_of(scenario, *cell, log.value().seen, options);
  if (!question) FAIL(question.error().message);
  const auto found =
      scenarios::reproduce({question.value(), scenarios::usual_runs, [] { return false; }});
  if (!found) FAIL(found.error().message);
  CHECK(found.value().finished);
  return found.value();
}

const ExplainingRun* cause_named(const Reproduction& found, const std::string& name) {
  const auto cause =
      std::find_if(found.causes.begin(), found.causes.end(),
                   [&name](const ExplainingRun& one) { return one.hypothesis.name == name; });
  return cause == found.causes.end() ? nullptr : &*cause;
}

/// What tells two causes apart: the observation, and what it is with the one and the other.
struct Separation {
  std::string what;
  std::string one;
  std::string other;
};

Separation between(const Reproduction& found, const std::string& one, const std::string& other) {
  const ExplainingRun* const first = cause_named(found, one);
  const ExplainingRun* const second = cause_named(found, other);
  REQUIRE(first != nullptr);
  REQUIRE(second != nullptr);
  const std::size_t place = first_difference(first->sightings, second->sightings);
  REQUIRE(place < first->sightings.size());
  return {first->sightings[place].what, first->sightings[place].seen,
          second->sightings[place].seen};
}

}  // namespace

TEST_CASE("a healthy row is explained without any fault", "[logs][oracle][slow]") {
  const Reproduction found = reproduced_row("s0.csv");
  REQUIRE_FALSE(found.causes.empty());
  const ExplainingRun& first = found.causes.front();
  CHECK(first.hypothesis.name == "nothing");
  CHECK(first.cost.faults == 0);
  CHECK(first.cost.deviations == 0);
  CHECK(first.verdict() == model::Verdict::holds);
}

TEST_CASE("stuck rows: the true cause, its alternatives, and what tells them apart",
          "[logs][oracle][slow]") {
  struct Row {
    std::string log;
    std::string cause;
  };
  const Row row = GENERATE(Row{"s2.csv", "context-cut"}, Row{"s3.jsonl", "render-never-settles"},
                           Row{"s5.json", "context-missing"}, Row{"s6.csv", "put-never-answered"});
  INFO(row.log);
  const Reproduction found = reproduced_row(row.log);
  const ExplainingRun* const truth = cause_named(found, row.cause);
  REQUIRE(truth != nullptr);
  CHECK(found.causes.size() >= 5);
  CHECK(truth->cost.faults == 1);
  CHECK(truth->verdict() == model::Verdict::violated);
  for (const ExplainingRun& other : found.causes) {
    if (&other == truth) continue;
    INFO(other.hypothesis.name);
    CHECK(first_difference(truth->sightings, other.sightings) < truth->sightings.size());
  }
  const Separation limit = between(found, "context-cut", "render-hangs");
  CHECK(limit.what.starts_with("how the invocation of line"));
  CHECK(limit.one.starts_with("cut: canceled"));
  // The open-source runtime has no limit on waitUntil.
  CHECK(limit.other == "not yet");
  const Separation hung = between(found, "render-never-settles", "context-missing");
  CHECK(hung.what.starts_with("how the invocation of line"));
  CHECK(hung.one.starts_with("hung"));
  CHECK(hung.other.starts_with("ok"));
  const Separation put = between(found, "put-never-answered", "render-hangs");
  CHECK(put.what.find("that the origin saw") != std::string::npos);
  CHECK(put.one == "one, answered to its end");
  CHECK(put.other == "one that was not answered to its end");
}

}  // namespace stalemate::tests
