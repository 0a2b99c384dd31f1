#include "scenarios/compare/compare.h"

#include <utility>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/compare_report.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/format/file.h"
#include "scenarios/format/load.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::reports::cli {

namespace {

/// Why a file cannot be compared: what it is instead of a schedule, if that is known.
std::string why_no_schedule(const std::string& path, const scenarios::InputError& error) {
  constexpr const char* allowed =
      "allowed: a saved schedule, as check writes it to schedules/ and scenarios/seeds/ keeps it";
  const scenarios::Result<scenarios::Beginning> beginning = scenarios::beginning_of(path);
  if (beginning && scenarios::looks_like_certificate(beginning.value().text)) {
    return fmt::format("{}: this is a certificate; {}", path, allowed);
  }
  if (scenarios::load_scenario(path)) {
    return fmt::format("{}: this is a scenario; {}", path, allowed);
  }
  return error.message;
}

}  // namespace

scenarios::ExitCode run_compare(const CompareArguments& arguments, const Resources& resources) {
  scenarios::Result<scenarios::ScheduleFile> content = scenarios::load_schedule(arguments.file);
  if (!content) {
    resources.complain(why_no_schedule(arguments.file, content.error()));
    return scenarios::ExitCode::usage;
  }
  const scenarios::SavedSchedule saved{arguments.file, std::move(content).value()};
  const scenarios::Result<scenarios::Comparison> compared =
      scenarios::compare(saved, arguments.changes, resources.versions);
  if (!compared) {
    resources.complain(compared.error().message);
    return scenarios::ExitCode::usage;
  }
  const scenarios::SavedResult& own = compared.value().own.result;
  const ReplaySubject subject{own.scenario, own.cell, saved.content.seed, arguments.file,
                              resources.versions};
  const Style style = resources.output.style(resources.program);
  resources.output.write(
      arguments.whole
          ? whole_comparison(subject, compared.value(), style)
          : compare_report(subject, compared.value(),
                           whole_command(arguments.file, arguments.changes, style), style));
  return exit_code(own.outcome);
}

}  // namespace stalemate::reports::cli
