// How a comparison is told: one of them in full, and what the others must say.
#include "reports/compare_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/compare/kept_schedules.h"
#include "tests/reports/hand_made.h"
#include "tests/support/golden.h"
#include "tests/support/lines.h"

namespace stalemate::reports::tests {
namespace {

using scenarios::Change;
using scenarios::Changes;
using scenarios::Comparison;
using scenarios::SavedSchedule;
using scenarios::tests::early_seed;
using scenarios::tests::saved_seed;

struct Told {
  Comparison comparison;
  ReplaySubject subject;
  std::string command;

  std::string brief() const { return compare_report(subject, comparison, command, Style{}); }
  std::string whole() const { return whole_comparison(subject, comparison, Style{}); }
};

Told told_of(const SavedSchedule& saved, const Changes& changes) {
  auto comparison = scenarios::compare(saved, changes, hand_made_versions());
  REQUIRE(comparison.ok());
  const scenarios::SavedResult& own = comparison.value().own.result;
  const ReplaySubject subject{own.scenario, own.cell, saved.content.seed, saved.file,
                              hand_made_versions()};
  return {comparison.value(), subject, whole_command(saved.file, changes, Style{})};
}

/// Without its line breaks.
std::string unbroken(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

const Changes against_pull_425{std::nullopt, Change{scenarios::generation_key, "pull-425"}};

TEST_CASE("before-425 beside pull-425, in full", "[reports][compare]") {
  const std::string text = told_of(saved_seed(early_seed), against_pull_425).brief();
  stalemate::tests::check_golden("tests/compare/golden/before-425-and-pull-425.txt", text);
}

TEST_CASE("runs that part nowhere have nothing to follow", "[reports][compare]") {
  const std::string text = told_of(saved_seed(early_seed), {}).brief();
  CHECK(text.find("\nThe two runs part nowhere: 65 events, the same ones at the same times.\n") !=
        std::string::npos);
  CHECK(text.find("What followed") == std::string::npos);
  CHECK(text.find("\nas recorded: took 14 of 14 recorded decisions\n") != std::string::npos);
}

TEST_CASE("a comparison in whole has every step of both runs", "[reports][compare]") {
  const Told told = told_of(saved_seed(early_seed), against_pull_425);
  std::string expected = replay_head(told.subject, Style{});
  const std::string text = told.whole();
  CHECK(text.starts_with(expected));
  for (const scenarios::Side& side : told.comparison.sides) {
    const std::string run = whole_run(side.told, side.config, Style{});
    CHECK(run.find("\ntrace hash ") != std::string::npos);
    CHECK(text.find(run) != std::string::npos);
  }
  CHECK(text.find("\npull-425:\n") > text.find("\nbefore-425 (as recorded):\n"));
}

TEST_CASE("a schedule that its own handler does not follow is told as replay tells it",
          "[reports][compare]") {
  SavedSchedule saved = saved_seed(early_seed);
  saved.content.choices.pop_back();
  const Told told = told_of(saved, against_pull_425);
  const std::string sentence =
      "The schedule in its own world: eventually-fresh: diverged at step "
      "14: expected the end of the schedule, found ";
  CHECK(unbroken(told.brief()).find(sentence) != std::string::npos);
  CHECK(unbroken(told.whole()).find(sentence) != std::string::npos);
  CHECK(unbroken(told.brief())
            .find("(as recorded): took 13 of 13 recorded decisions; 1 decision that the file does "
                  "not have, calm ") != std::string::npos);
  CHECK(told_of(saved_seed(early_seed), {}).brief().find("in its own world") == std::string::npos);
}

TEST_CASE("a run that is over before the other one says so", "[reports][compare]") {
  Told told = told_of(saved_seed(early_seed), against_pull_425);
  told.comparison.sides[1].told.transcript.events.resize(told.comparison.parting->event);
  const std::string text = told.brief();
  CHECK(text.find("\n  pull-425:\n                the run is over\n") != std::string::npos);
  CHECK(text.find("(0 of the 0 events that followed)\n") != std::string::npos);

  told.comparison.parting = scenarios::Parting{0, 0};
  CHECK(told.brief().find("\nThe runs part at their first event:\n  before-425 (as recorded):\n") !=
        std::string::npos);
}

TEST_CASE("decisions that only one side has before the parting are told", "[reports][compare]") {
  Told told = told_of(saved_seed(early_seed), against_pull_425);
  std::vector<scenarios::Decision>& decisions = told.comparison.sides[1].told.transcript.decisions;
  const std::size_t place = told.comparison.parting->decision;
  REQUIRE(place > 0);
  scenarios::Decision extra = decisions[place - 1];
  extra.choice = {"here alone", "7 ms", 9, false};
  extra.calm = "3 ms";
  extra.events_before = told.comparison.parting->event;
  decisions.insert(decisions.begin() + static_cast<std::ptrdiff_t>(place), extra);
  extra.choice = {"later alone", "7 ms", 9, false};
  extra.events_before = told.comparison.parting->event + 1;
  decisions.insert(decisions.begin() + static_cast<std::ptrdiff_t>(place) + 1, extra);
  const std::string text = told.brief();
  CHECK(text.find("\n  pull-425:\n             ~  here alone: 7 ms (calm: 3 ms)\n") !=
        std::string::npos);
  CHECK(text.find("later alone") == std::string::npos);
}

TEST_CASE("the command of a comparison is one unbroken line for a shell", "[reports][compare]") {
  const Changes settings{Change{"put_registered", "false"}, Change{"a b", "it's"}};
  CHECK(whole_command("a file.json", settings, Style{}) ==
        "stalemate compare 'a file.json' --with put_registered=false --with 'a b=it'\\''s' "
        "--whole");
  const Changes versions{Change{"generation", "before-425"}, Change{"generation", "pull-425"}};
  CHECK(whole_command("a.json", versions, Style{}) ==
        "stalemate compare a.json --handler before-425 --handler pull-425 --whole");

  Style narrow;
  narrow.width = 50;
  const Told told = told_of(saved_seed(early_seed), against_pull_425);
  const std::string text = compare_report(told.subject, told.comparison, told.command, narrow);
  CHECK(stalemate::tests::lines_of(text).back() == "  " + told.command);
}

}  // namespace
}  // namespace stalemate::reports::tests
