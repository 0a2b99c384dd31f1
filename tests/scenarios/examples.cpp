#include "tests/scenarios/examples.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <stdlib.h>

#include "scenarios/format/json.h"
#include "scenarios/format/load.h"

namespace stalemate::scenarios::tests {

std::string minimal_scenario() {
  return R"({
  "name": "minimal",
  "about": "The least that a scenario must say.",
  "source": "https://example.org/",
  "handler": {"generation": "pull-425"},
  "workload": [{"at": 0}],
  "expect": {"eventually-fresh": "holds"}
})";
}

std::string complete_scenario_path() {
  return STALEMATE_SOURCE_DIR "/tests/scenarios/complete.json";
}

std::string complete_scenario() { return read_text(complete_scenario_path()); }

std::string changed(const std::string& text, const std::string& pointer, const std::string& value) {
  format::Json json = format::Json::parse(text);
  const format::Json::json_pointer place(pointer);
  if (value != "delete") {
    json[place] = format::Json::parse(value);
  } else if (json[place.parent_pointer()].is_array()) {
    json[place.parent_pointer()].erase(std::stoul(place.back()));
  } else {
    json[place.parent_pointer()].erase(place.back());
  }
  return json.dump(2);
}

std::string error_of(const std::string& text) {
  const Result<Scenario> scenario = load_scenario_from_text(text, "test.json");
  return scenario ? "no error" : scenario.error().message;
}

ScheduleFile example_schedule() {
  const Result<Scenario> scenario = load_scenario_from_text(complete_scenario(), "complete.json");
  REQUIRE(scenario.ok());
  ScheduleFile schedule;
  schedule.stalemate_version = "0.1.0";
  schedule.model_hash = "0123456789abcdef";
  schedule.scenario_path = "scenarios/complete.json";
  schedule.scenario_name = scenario.value().name;
  schedule.scenario_hash = scenario.value().hash;
  schedule.cell = "pull-425 / one cut";
  schedule.seed = 18446744073709551615U;
  schedule.property = "eventually-fresh";
  schedule.verdict = "violated";
  schedule.trace_hash = "fedcba9876543210";
  schedule.steps = 117;
  schedule.found = "Every response from isolate 1 is \"STALE\" from 3.2 s on.";
  schedule.choices = {{"kv put latency 3", "80 ms", 76, true},
                      {"context cut 2", "now", 2, false},
                      {"next event", "timer 4", 3, true}};
  schedule.scenario_document = scenario.value().document;
  return schedule;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "stalemate-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::size_t TemporaryFolder::count_files() const {
  const std::filesystem::directory_iterator files(path_);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  REQUIRE(file.good());
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace stalemate::scenarios::tests
