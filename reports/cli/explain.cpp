#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/explain_report.h"
#include "reports/html/page.h"
#include "reports/replay_report.h"
#include "scenarios/bounded/certificate.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/certificate/certificate.h"
#include "scenarios/explain/point_of_no_return.h"
#include "scenarios/format/file.h"

namespace stalemate::reports::cli {

using scenarios::ExitCode;
using scenarios::Result;

ExitCode run_explain(const ExplainArguments& arguments, const Resources& resources) {
  Result<scenarios::ScheduleFile> content = scenarios::load_schedule(arguments.file);
  if (!content) {
    const auto beginning = scenarios::beginning_of(arguments.file);
    const bool certificate =
        beginning && (scenarios::looks_like_certificate(beginning.value().text) ||
                      scenarios::looks_like_bounded_certificate(beginning.value().text));
    resources.complain(certificate ? arguments.file + ": this is a certificate; replay shows it"
                                   : content.error().message);
    return ExitCode::usage;
  }
  const scenarios::SavedSchedule saved{arguments.file, std::move(content).value()};
  const Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
  if (!replay) {
    resources.complain(replay.error().message);
    return ExitCode::usage;
  }
  const scenarios::SavedResult& result = replay.value().result;
  const Style style = resources.output.style(resources.program);
  // A run that is not the one that was saved explains nothing.
  if (result.outcome != scenarios::SavedOutcome::reproduced) {
    resources.output.write(comparison(result, style));
    return exit_code(result.outcome);
  }
  const ReplaySubject subject{result.scenario, result.cell, saved.content.seed, arguments.file,
                              resources.versions};
  const scenarios::SavedReplay& run = replay.value();
  const auto no_return = point_of_no_return(run.config, result.property, run.told.transcript);
  if (arguments.format == ExplainFormat::html) {
    const auto& finding = run.told.result.findings[static_cast<std::size_t>(result.property)];
    const auto film = scenarios::film_of(run.config, result.property, finding, run.told.transcript);
    resources.output.write(html::html_explanation(subject, run, film, no_return, style));
    return ExitCode::as_expected;
  }
  const Explanation explanation = explain(run, no_return);
  resources.output.write(arguments.format == ExplainFormat::markdown
                             ? explain_markdown(subject, explanation, run, style)
                             : explain_text(subject, explanation, style));
  return ExitCode::as_expected;
}

}  // namespace stalemate::reports::cli
