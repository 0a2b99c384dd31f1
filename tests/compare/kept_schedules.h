// Schedules to compare: two as they were found, kept here, and those that come with the program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/inputs.h"

namespace stalemate::scenarios::tests {

inline std::string path_of_seed(const std::string& name) {
  return std::string(STALEMATE_SOURCE_DIR) + "/tests/compare/schedules/" + name + ".json";
}

inline SavedSchedule saved_in(const std::string& path) {
  Result<ScheduleFile> content = load_schedule(path);
  REQUIRE(content.ok());
  return {std::filesystem::path(path).filename(), std::move(content).value()};
}

inline SavedSchedule saved_seed(const std::string& name) { return saved_in(path_of_seed(name)); }

/// Resolves before its put is done: pull request 425 mends it.
inline constexpr const char* early_seed = "pr-425--before-425-regeneration-only--eventually-fresh";
/// Of the App Router, which vinext 0.0.26 does not cache.
inline constexpr const char* app_seed =
    "assumptions-app--vinext-0.0.55-render-never-settles--eventually-fresh";

inline std::vector<SavedSchedule> all_seeds() {
  std::vector<SavedSchedule> seeds;
  const std::string folder = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/seeds";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".json") seeds.push_back(saved_in(file.path()));
  }
  REQUIRE(seeds.size() > 5);
  return seeds;
}

}  // namespace stalemate::scenarios::tests
