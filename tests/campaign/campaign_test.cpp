// Whole checks of a small scenario: counts, files, replays, and independence of the threads.
#include "scenarios/campaign/campaign.h"

#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "reports/console.h"
#include "reports/report_json.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/campaign/saved.h"
#include "tests/campaign/small_scenario.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

Options options_with(std::uint64_t seeds, unsigned jobs = 1) {
  Options options;
  options.seeds = seeds;
  options.jobs = jobs;
  options.prove = Prove::never;  // see proving_test.cpp
  return options;
}

CampaignResult check(const Inputs& inputs, const Options& options, const Archive& archive) {
  Observer nobody;
  const std::atomic<bool> never{false};
  return run_campaign(inputs, options, archive, nobody, never);
}

const PropertyResult& property_of(const CampaignResult& result, std::size_t cell,
                                  model::Property property) {
  for (const PropertyResult& candidate : result.scenarios.at(0).cells.at(cell).properties) {
    if (candidate.property == property) return candidate;
  }
  FAIL("no such property");
  return result.scenarios.at(0).cells.at(cell).properties.at(0);
}

SavedSchedule loaded(const std::string& path) {
  Result<ScheduleFile> schedule = load_schedule(path);
  INFO((schedule ? "" : schedule.error().message));
  REQUIRE(schedule.ok());
  return {path, std::move(schedule).value()};
}

/// The first violation of the failing cell, saved in the archive's folder.
Violation first_violation(const Archive& archive) {
  const CampaignResult result = check(small_inputs(), options_with(200), archive);
  return property_of(result, 1, model::Property::eventually_fresh).violations.at(0);
}

TEST_CASE("a check finds what is expected and saves how to see it again", "[campaign]") {
  const TemporaryFolder folder;
  const Archive archive = archive_in(folder.path());
  const CampaignResult result = check(small_inputs(), options_with(200), archive);
  CHECK(exit_code(result) == ExitCode::as_expected);

  const PropertyResult& healthy = property_of(result, 0, model::Property::eventually_fresh);
  CHECK(healthy.counts == VerdictCounts{200, 0, 0, 0});
  CHECK(healthy.violations.empty());

  const PropertyResult& failing = property_of(result, 1, model::Property::eventually_fresh);
  CHECK(failing.counts[0] + failing.counts[1] == 200);
  REQUIRE(failing.violations.size() == 1);
  const Violation& violation = failing.violations.front();
  CHECK(violation.seed >= 1);
  CHECK(violation.schedule_file == folder.file("small--one-cut--eventually-fresh.json"));
  CHECK_FALSE(violation.transcript.events.empty());

  const SavedSchedule saved = loaded(violation.schedule_file);
  CHECK(saved.content.seed == violation.seed);
  const Result<SavedReplay> replay = replay_saved(saved, archive.versions);
  REQUIRE(replay.ok());
  CHECK(replay.value().result.outcome == SavedOutcome::reproduced);
  CHECK(replay.value().result.trace_hash == violation.trace_hash);
  CHECK(replay.value().told.transcript == violation.transcript);
}

TEST_CASE("results, reports and files do not depend on the number of threads", "[campaign]") {
  std::vector<std::string> reports;
  std::vector<std::string> files;
  const reports::Style style;
  const Versions versions{"0.0.0", "0123456789abcdef"};
  const TemporaryFolder folder;
  for (const unsigned jobs : {1U, 2U, 3U}) {
    const CampaignResult result =
        check(small_inputs(), options_with(321, jobs), archive_in(folder.path()));
    reports.push_back(reports::json_report(result, versions) +
                      reports::console_report(result, versions, style));
    files.push_back(read_text(folder.file("small--one-cut--eventually-fresh.json")));
  }
  CHECK(reports[0] == reports[1]);
  CHECK(reports[0] == reports[2]);
  CHECK(files[0] == files[1]);
  CHECK(files[0] == files[2]);
}

TEST_CASE("the seeds of a cell do not depend on the other cells", "[campaign]") {
  const TemporaryFolder folder;
  Inputs alone = small_inputs();
  alone.scenarios.front().cells.erase(alone.scenarios.front().cells.begin());
  const CampaignResult one = check(alone, options_with(100), archive_in(folder.path()));
  const CampaignResult both = check(small_inputs(), options_with(100), archive_in(folder.path()));
  CHECK(property_of(one, 0, model::Property::eventually_fresh).counts ==
        property_of(both, 1, model::Property::eventually_fresh).counts);
}

TEST_CASE("expectations that are not met are told apart", "[campaign]") {
  const TemporaryFolder folder;
  const Archive archive = archive_in(folder.path());
  const auto code = [&](const std::string& pointer, const std::string& value) {
    return exit_code(check(small_inputs(pointer, value), options_with(100), archive));
  };
  const std::string matrix = "/matrix/what strikes/";
  CHECK(code(matrix + "one cut/expect/eventually-fresh", "\"holds\"") == ExitCode::differs);
  CHECK(code(matrix + "nothing/expect", R"({"eventually-fresh": "violated"})") ==
        ExitCode::inconclusive);
  CHECK(code("/sometimes", R"(["isolate-evicted"])") == ExitCode::vacuous);
  CHECK(exit_code(check(small_inputs(), options_with(0), archive)) == ExitCode::vacuous);
  CHECK(exit_code(check(Inputs{}, options_with(10), archive)) == ExitCode::vacuous);
}

TEST_CASE("a schedule that cannot be written is a problem, and nothing else is lost",
          "[campaign]") {
  const TemporaryFolder folder;
  const CampaignResult result =
      check(small_inputs(), options_with(100), archive_in(folder.file("nowhere")));
  CHECK(exit_code(result) == ExitCode::usage);
  CHECK(result.problems.size() == 2);  // one for each property
  CHECK(property_of(result, 1, model::Property::eventually_fresh).counts[1] > 0);
}

TEST_CASE("a cancelled check ends with what is known", "[campaign]") {
  struct CancelSoon final : Observer {
    void advanced(const Progress& progress) override { cancelled = progress.schedules > 100; }
    std::atomic<bool> cancelled{false};
  };
  const TemporaryFolder folder;
  CancelSoon observer;
  const CampaignResult result =
      run_campaign(small_inputs(), options_with(1'000'000'000, 2), archive_in(folder.path()),
                   observer, observer.cancelled);
  CHECK(result.interrupted);
  CHECK(exit_code(result) == ExitCode::interrupted);
  REQUIRE(result.scenarios.front().cells.size() == 2);
  CHECK(result.scenarios.front().cells.front().schedules > 100);
  CHECK(result.scenarios.front().cells.back().schedules == 0);
}

TEST_CASE("a budget is shared by the cells and ends the check", "[campaign]") {
  const TemporaryFolder folder;
  Options options = options_with(1'000'000'000, 2);
  options.budget_seconds = 0.2;
  const CampaignResult result = check(small_inputs(), options, archive_in(folder.path()));
  CHECK(exit_code(result) == ExitCode::inconclusive);  // the healthy cell was cut short
  for (const CellResult& cell : result.scenarios.front().cells) {
    CHECK(cell.schedules > 0);
    CHECK(cell.schedules < cell.asked);
  }
}

TEST_CASE("a budget that is over before a cell begins cuts it short, and leaves it not out",
          "[campaign]") {
  const TemporaryFolder folder;
  Options options = options_with(1'000'000'000, 2);
  options.budget_seconds = 0;
  const CampaignResult result = check(small_inputs(), options, archive_in(folder.path()));
  CHECK(exit_code(result) == ExitCode::inconclusive);
  for (const CellResult& cell : result.scenarios.front().cells) CHECK(cell.schedules == 32);
}

TEST_CASE("saved schedules are held against what they recorded", "[campaign]") {
  const TemporaryFolder folder;
  const Archive archive = archive_in(folder.path());
  const SavedSchedule saved = loaded(first_violation(archive).schedule_file);
  const auto outcome = [&](const SavedSchedule& schedule, const Versions& versions) {
    const Result<SavedReplay> replay = replay_saved(schedule, versions);
    REQUIRE(replay.ok());
    return replay.value().result;
  };
  const Versions other_model{"0.0.0", "fedcba9876543210"};

  SECTION("as recorded, also by another model that behaves alike") {
    CHECK(outcome(saved, archive.versions).outcome == SavedOutcome::reproduced);
    CHECK(outcome(saved, other_model).outcome == SavedOutcome::reproduced);
    CHECK(outcome(saved, other_model).model_changed);
  }
  SECTION("another trace of the same model is no accident") {
    SavedSchedule edited = saved;
    edited.content.trace_hash = "0000000000000000";
    CHECK(outcome(edited, archive.versions).outcome == SavedOutcome::not_deterministic);
    CHECK(outcome(edited, other_model).outcome == SavedOutcome::reproduced);
  }
  SECTION("so is another number of steps") {
    SavedSchedule edited = saved;
    ++edited.content.steps;
    const SavedResult result = outcome(edited, archive.versions);
    CHECK(result.outcome == SavedOutcome::not_deterministic);
    CHECK(result.steps == saved.content.steps);
    CHECK(result.recorded_steps == saved.content.steps + 1);
    CHECK(outcome(edited, other_model).outcome == SavedOutcome::reproduced);
  }
  SECTION("another verdict of another model") {
    SavedSchedule edited = saved;
    edited.content.verdict = "uncached";
    CHECK(outcome(edited, other_model).outcome == SavedOutcome::fails_differently);
    edited.content.property = "no-uncovered-write";
    CHECK(outcome(edited, other_model).outcome == SavedOutcome::no_longer_fails);
  }
  SECTION("decisions that the world does not ask for") {
    SavedSchedule edited = saved;
    REQUIRE(edited.content.choices.size() > 2);
    edited.content.choices[2].label = "the weather";
    const SavedResult result = outcome(edited, archive.versions);
    CHECK(result.outcome == SavedOutcome::diverged);
    REQUIRE(result.divergence.has_value());
    CHECK(result.divergence->step == 2);
    CHECK(result.divergence->expected.find("the weather") != std::string::npos);
  }
  SECTION("a check replays them first") {
    Inputs inputs = small_inputs();
    inputs.saved.push_back(saved);
    inputs.saved.push_back(saved);
    inputs.saved.back().content.choices.pop_back();
    const CampaignResult result = check(inputs, options_with(100), archive);
    REQUIRE(result.saved.size() == 2);
    CHECK(result.saved.front().outcome == SavedOutcome::reproduced);
    CHECK_FALSE(result.saved.front().scenario_changed);
    CHECK(result.saved.back().outcome == SavedOutcome::diverged);
    CHECK(exit_code(result) == ExitCode::not_deterministic);
  }
}

}  // namespace
}  // namespace stalemate::scenarios::tests
