#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/cli/commands.h"
#include "scenarios/bounded/certificate.h"
#include "scenarios/campaign/inputs.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::ExitCode;
using scenarios::Result;

/// By a key that only schedules have; whether it is a good one is for its loader to say. A large
/// file has to begin as one: to look for a key in it takes many times its size.
bool looks_like_schedule(const std::string& path, const scenarios::Beginning& beginning) {
  if (beginning.bytes > scenarios::format::longest_unknown_bytes) {
    return scenarios::begins_as_schedule(beginning.text);
  }
  const Result<std::string> text =
      scenarios::read_file(path, scenarios::format::longest_unknown_bytes);
  if (!text) return false;
  const auto json = nlohmann::json::parse(text.value(), nullptr, false);
  return json.is_object() && json.contains("choices");
}

/// @return what the file is, or what is wrong with it
Result<std::string> validate(const std::string& path) {
  const Result<scenarios::Beginning> beginning = scenarios::beginning_of(path);
  if (beginning && scenarios::looks_like_certificate(beginning.value().text)) {
    const Result<scenarios::Certificate> certificate = scenarios::load_certificate(path);
    if (!certificate) return certificate.error();
    return fmt::format("a certificate of {}, {}, with {} at rest; verify-certificate checks it",
                       certificate.value().scenario_name, certificate.value().cell,
                       counted(certificate.value().states.size(), "state"));
  }
  if (beginning && scenarios::looks_like_bounded_certificate(beginning.value().text)) {
    const auto certificate = scenarios::load_bounded_certificate(path);
    if (!certificate) return certificate.error();
    return fmt::format("a certificate of {}, {}, with {}; verify-certificate checks it",
                       certificate.value().scenario_name, certificate.value().cell,
                       counted(certificate.value().result.states, "state"));
  }
  if (beginning && looks_like_schedule(path, beginning.value())) {
    const Result<scenarios::ScheduleFile> schedule = scenarios::load_schedule(path);
    if (!schedule) return schedule.error();
    return fmt::format("a schedule of {}, {}", schedule.value().scenario_name,
                       counted(schedule.value().choices.size(), "decision"));
  }
  const Result<scenarios::Scenario> scenario = scenarios::load_scenario(path);
  if (!scenario) return scenario.error();
  for (const scenarios::Cell& cell : scenario.value().cells) {
    if (const auto problem = scenarios::problem_of_program(cell.config.handler)) {
      return scenarios::InputError{path + ": " + problem->message};
    }
  }
  return fmt::format("a scenario, {}", counted(scenario.value().cells.size(), "cell"));
}

}  // namespace

ExitCode run_validate(const ValidateArguments& arguments, const Resources& resources) {
  std::vector<ExitCode> codes;
  for (const std::string& path : arguments.paths) {
    std::error_code error;
    std::vector<std::string> files{path};
    if (std::filesystem::is_directory(path, error)) {
      const Result<std::vector<std::string>> found = scenarios::scenario_files_of(path);
      files = found ? found.value() : std::vector<std::string>{};
      if (!found) resources.complain(found.error().message);
      if (found && files.empty()) resources.complain_of_empty(path);
      if (files.empty()) codes.push_back(found ? ExitCode::vacuous : ExitCode::usage);
    }
    for (const std::string& file : files) {
      const Result<std::string> result = validate(file);
      if (result) {
        resources.output.write(printable(fmt::format("{}: {}", file, result.value())) + "\n");
      } else {
        resources.complain(result.error().message);
        codes.push_back(ExitCode::usage);
      }
    }
  }
  return first_of(codes);
}

ExitCode run_list(const ListArguments& arguments, const Resources& resources) {
  const auto paths = paths_or_default(arguments.paths, resources.program);
  if (!paths) {
    resources.complain(paths.error().message);
    return ExitCode::usage;
  }
  const scenarios::Inputs inputs = scenarios::read_inputs(paths.value());
  for (const scenarios::InputError& error : inputs.errors) resources.complain(error.message);
  for (const std::string& folder : inputs.empty_folders) resources.complain_of_empty(folder);
  for (const scenarios::Scenario& scenario : inputs.scenarios) {
    resources.output.write(
        printable(fmt::format("{} ({}): {}", scenario.name, scenario.path, scenario.about)) + "\n");
    for (const scenarios::Cell& cell : scenario.cells) {
      resources.output.write("  " + printable(cell.name) + "\n");
    }
  }
  if (!inputs.errors.empty()) return ExitCode::usage;
  const bool vacuous = inputs.scenarios.empty() || !inputs.empty_folders.empty();
  return vacuous ? ExitCode::vacuous : ExitCode::as_expected;
}

}  // namespace stalemate::reports::cli
