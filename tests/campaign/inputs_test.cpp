// Which files a path on the command line stands for.
#include "scenarios/campaign/inputs.h"

#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/campaign/small_scenario.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

namespace fs = std::filesystem;

std::string named(const std::string& name) {
  return changed(small_scenario_text(), "/name", "\"" + name + "\"");
}

std::vector<std::string> names_of(const Inputs& inputs) {
  std::vector<std::string> names;
  for (const Scenario& scenario : inputs.scenarios) names.push_back(scenario.name);
  return names;
}

void save_schedule_of(const std::string& scenario, const std::string& path) {
  const Inputs inputs = small_inputs("/name", "\"" + scenario + "\"");
  ScheduleFile schedule = example_schedule();
  schedule.scenario_name = scenario;
  schedule.scenario_hash = inputs.scenarios.front().hash;
  schedule.scenario_document = inputs.scenarios.front().document;
  schedule.cell = "nothing";
  const auto error = save_schedule(path, schedule);
  INFO((error ? error->message : ""));
  REQUIRE_FALSE(error.has_value());
}

TEST_CASE("a folder stands for its scenarios, those below it, and its saved schedules",
          "[campaign]") {
  const TemporaryFolder folder;
  for (const char* below : {"seeds", "schema", "more", "more/seeds", ".hidden", "x.json"}) {
    fs::create_directory(folder.file(below));
  }
  write_text(folder.file("b.json"), named("b"));
  write_text(folder.file("a.json"), named("a"));
  write_text(folder.file("notes.txt"), "not a scenario");
  write_text(folder.file(".c.json"), "not a scenario");
  write_text(folder.file("schema/d.json"), "not a scenario");
  write_text(folder.file(".hidden/e.json"), "not a scenario");
  write_text(folder.file("more/f.json"), named("f"));
  save_schedule_of("a", folder.file("seeds/1.json"));
  save_schedule_of("gone", folder.file("more/seeds/2.json"));
  fs::create_directory_symlink(folder.path(), folder.file("more/loop"));

  const Inputs inputs = read_inputs({folder.path()});
  CHECK(inputs.errors.empty());
  CHECK(inputs.empty_folders.empty());
  CHECK(names_of(inputs) == std::vector<std::string>{"a", "b", "f"});
  REQUIRE(inputs.saved.size() == 2);
  CHECK(inputs.saved[0].content.scenario_name == "a");
  CHECK(inputs.saved[1].content.scenario_name == "gone");
}

TEST_CASE("a file stands for itself and its own saved schedules", "[campaign]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("seeds"));
  write_text(folder.file("a.json"), named("a"));
  write_text(folder.file("b.json"), named("b"));
  save_schedule_of("a", folder.file("seeds/1.json"));
  save_schedule_of("b", folder.file("seeds/2.json"));

  const Inputs one = read_inputs({folder.file("b.json")});
  CHECK(names_of(one) == std::vector<std::string>{"b"});
  REQUIRE(one.saved.size() == 1);
  CHECK(one.saved.front().content.scenario_name == "b");

  // Named three times, read once.
  const Inputs all = read_inputs({folder.file("b.json"), folder.path(), folder.path() + "/"});
  CHECK(names_of(all) == std::vector<std::string>{"b", "a"});
  CHECK(all.saved.size() == 2);
}

TEST_CASE("bad input is told file by file", "[campaign]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("empty"));
  write_text(folder.file("good.json"), named("good"));
  write_text(folder.file("bad.json"), "{");
  const Inputs inputs =
      read_inputs({folder.path(), folder.file("empty"), folder.file("nowhere.json")});
  CHECK(inputs.scenarios.size() == 1);
  CHECK(inputs.empty_folders == std::vector<std::string>{folder.file("empty")});
  REQUIRE(inputs.errors.size() == 2);
  CHECK(inputs.errors[0].message.find("bad.json:1:") != std::string::npos);
  CHECK(inputs.errors[1].message.find("nowhere.json: no such file") != std::string::npos);
}

TEST_CASE("a folder of reports is refused by one line where it is named", "[campaign]") {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("reports/schedules"));
  write_text(folder.file("reports/.stalemate-reports"), "");
  write_text(folder.file("reports/report.json"), "{}");
  write_text(folder.file("reports/single.json"), named("single"));
  write_text(folder.file("a.json"), named("a"));
  CHECK(names_of(read_inputs({folder.path()})) == std::vector<std::string>{"a"});

  const Inputs refused = read_inputs({folder.file("reports")});
  REQUIRE(refused.errors.size() == 1);
  CHECK(refused.errors.front().message.starts_with(folder.file("reports") +
                                                   ": holds reports and no scenarios"));
  CHECK_FALSE(scenario_files_of(folder.file("reports")).ok());
  CHECK(names_of(read_inputs({folder.file("reports/single.json")})) ==
        std::vector<std::string>{"single"});
}

TEST_CASE("a path without a name is told as one", "[campaign]") {
  const Inputs inputs = read_inputs({""});
  REQUIRE(inputs.errors.size() == 1);
  CHECK(inputs.errors.front().message.starts_with("\"\": no such file or folder"));
}

}  // namespace
}  // namespace stalemate::scenarios::tests
