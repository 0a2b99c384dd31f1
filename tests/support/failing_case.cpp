#include "tests/support/failing_case.h"

#include <filesystem>

#include <fmt/format.h>

#include "model/simulation.h"
#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"
#include "sim/explore/random_explorer.h"
#include "sim/explore/recorder.h"
#include "tests/support/scenario_text.h"

// Made by the build; a test program that is compiled by hand does without.
#if __has_include("stalemate/version.h")
#include "stalemate/version.h"
#else
namespace stalemate {
inline constexpr std::string_view version = "0";
inline constexpr std::string_view model_hash = "0000000000000000";
}  // namespace stalemate
#endif

namespace stalemate::tests {

std::string failing_cases_folder() {
  return std::string(STALEMATE_SOURCE_DIR) + "/build/failing-cases";
}

std::string save_failing_case(const std::string& folder, const std::string& name,
                              const model::WorldConfig& config, std::uint64_t seed,
                              const std::string& found) {
  const std::string path = folder + "/" + name + ".json";
  const auto scenario = scenarios::load_scenario_from_text(scenario_text(config), path);
  if (!scenario) return "not saved: " + scenario.error().message;

  // The world as the file gives it back, so that what is saved is what replays.
  model::Simulation simulation(scenario.value().cells.front().config);
  sim::RandomExplorer random(seed);
  sim::Recorder recorder(random);
  const model::RunResult result = simulation.run(recorder);

  scenarios::ScheduleFile schedule;
  schedule.stalemate_version = version;
  schedule.model_hash = model_hash;
  schedule.scenario_path = path;
  schedule.scenario_name = scenario.value().name;
  schedule.scenario_hash = scenario.value().hash;
  schedule.cell = scenario.value().cells.front().name;
  schedule.seed = seed;
  schedule.property = model::name(model::Property::eventually_fresh);
  schedule.verdict = model::name(result.findings.front().verdict);
  schedule.trace_hash = fmt::format("{:016x}", result.trace.hash());
  schedule.steps = result.steps;
  schedule.found = found;
  schedule.choices = recorder.schedule();
  schedule.scenario_document = scenario.value().document;

  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  const auto error = scenarios::save_schedule(path, schedule);
  return error ? error->message : "saved as " + path;
}

}  // namespace stalemate::tests
