#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/explanation.h"
#include "reports/export/vitest_test.h"
#include "reports/replay_report.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;

/// An earlier export may be replaced, nothing else may.
std::optional<InputError> in_the_way_of_export(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  const Result<scenarios::Beginning> beginning = scenarios::beginning_of(path);
  if (beginning && beginning.value().text.starts_with(first_line_of_export)) return std::nullopt;
  return InputError{fmt::format("{}: is there, and is no export; name another place", path)};
}

}  // namespace

ExitCode run_export(const ExportArguments& arguments, const Resources& resources) {
  const auto refuse = [&resources](const std::string& message) {
    resources.complain(message);
    return ExitCode::usage;
  };
  Result<scenarios::ScheduleFile> content = scenarios::load_schedule(arguments.file);
  if (!content) return refuse(content.error().message);
  const scenarios::SavedSchedule saved{arguments.file, std::move(content).value()};
  const Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
  if (!replay) return refuse(replay.error().message);
  const scenarios::SavedResult& result = replay.value().result;
  // A run that is not the one that was saved is not what anyone wants a test of.
  if (result.outcome != scenarios::SavedOutcome::reproduced) {
    resources.output.write(comparison(result, resources.output.style(resources.program)));
    return exit_code(result.outcome);
  }
  const Result<VitestScript> script = vitest_script(replay.value());
  if (!script) {
    return refuse(fmt::format("{}: no vitest file can repeat this schedule: {}", arguments.file,
                              script.error().message));
  }
  const std::string text = vitest_test(script.value(), explain(replay.value(), std::nullopt),
                                       result.scenario, result.cell, arguments.imports);
  if (arguments.out.empty()) {
    resources.output.write(text);
    return ExitCode::as_expected;
  }
  if (const auto error = in_the_way_of_export(arguments.out)) return refuse(error->message);
  if (const auto error = scenarios::write_file_atomically(arguments.out, text)) {
    return refuse(error->message);
  }
  return ExitCode::as_expected;
}

}  // namespace stalemate::reports::cli
