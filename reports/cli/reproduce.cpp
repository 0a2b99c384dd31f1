#include "scenarios/reproduce/reproduce.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "reports/cli/out_folder.h"
#include "reports/explain_report.h"
#include "reports/log_notes.h"
#include "reports/reproduction_report.h"
#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/campaign/stopwatch.h"
#include "scenarios/explain/point_of_no_return.h"
#include "scenarios/format/file.h"
#include "scenarios/format/load.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::ExitCode;
using scenarios::ExplainingRun;
using scenarios::InputError;
using scenarios::Result;

ExitCode refuse_log(const InputError& error, const Resources& resources) {
  resources.complain(error.message);
  return ExitCode::usage;
}

Result<const scenarios::Cell*> cell_named(const scenarios::Scenario& scenario,
                                          const std::string& name) {
  const std::vector<scenarios::Cell>& cells = scenario.cells;
  if (name.empty() && cells.size() == 1) return &cells.front();
  const auto found = std::find_if(cells.begin(), cells.end(), [&name](const scenarios::Cell& cell) {
    return cell.name == name;
  });
  if (found != cells.end()) return &*found;
  return InputError{
      name.empty() ? fmt::format("{}: has {} cells; allowed: one, named with --cell (list "
                                 "names them)",
                                 scenario.path, cells.size())
                   : fmt::format("{}: has no cell \"{}\" (list names them)", scenario.path, name)};
}

scenarios::ScheduleFile file_of(const ExplainingRun& run, const std::string& found,
                                const scenarios::Versions& versions) {
  scenarios::Violation violation;
  violation.property = model::Property::eventually_fresh;
  violation.verdict = run.verdict();
  violation.trace_hash = run.told.result.trace.hash();
  violation.steps = run.told.result.steps;
  const scenarios::Archive archive{
      "", "", versions, [&found](const scenarios::Violation& /*violation*/) { return found; }};
  return schedule_file_of(archive, run.scenario, run.cell(), violation,
                          schedule_of(run.told.transcript));
}

/// Writes the schedule of each cause.
/// @return their paths
Result<std::vector<std::string>> save_causes(const scenarios::log::Log& log,
                                             const scenarios::Reproduction& reproduction,
                                             const OutFolder& out, const Resources& resources) {
  std::vector<std::string> files;
  for (const ExplainingRun& run : reproduction.causes) {
    const std::string path = fmt::format("{}/reproduced-{:02}--{}.json", out.schedules,
                                         files.size() + 1, run.hypothesis.name);
    const std::string found =
        printable(fmt::format("explains {}: {}", log.path, run.hypothesis.words));
    if (const auto problem = save_schedule(path, file_of(run, found, resources.versions)))
      return *problem;
    files.push_back(path);
  }
  return files;
}

/// The story of the likeliest cause, as explain tells it.
std::string story_of(const std::string& path, const Resources& resources) {
  Result<scenarios::ScheduleFile> content = scenarios::load_schedule(path);
  if (!content) return "";
  const scenarios::SavedSchedule saved{path, std::move(content).value()};
  const Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
  if (!replay) return "";
  const scenarios::SavedReplay& run = replay.value();
  const auto no_return = point_of_no_return(run.config, run.result.property, run.told.transcript);
  const ReplaySubject subject{run.result.scenario, run.result.cell, 0, path, resources.versions};
  return explain_text(subject, explain(run, no_return), resources.output.style(resources.program));
}

ExitCode code_of(const scenarios::Reproduction& reproduction, bool interrupted) {
  if (interrupted) return ExitCode::interrupted;
  if (!reproduction.causes.empty()) return ExitCode::as_expected;
  return reproduction.finished ? ExitCode::differs : ExitCode::inconclusive;
}

ExitCode reproduce_log(const ReproduceArguments& arguments, const scenarios::Scenario& scenario,
                       const scenarios::Cell& cell, const Resources& resources) {
  const Interrupt interrupt;
  const Result<scenarios::log::Log> log = scenarios::log::read_log(
      arguments.log.file, arguments.log.options, [&] { return interrupt.requested().load(); });
  if (interrupt.requested().load()) {
    resources.complain(arguments.log.file + ": interrupted");
    return ExitCode::interrupted;
  }
  if (!log) return refuse_log(log.error(), resources);
  for (const std::string& note : reading_notes(log.value())) resources.complain(note);
  const Result<scenarios::LogQuestion> question =
      question_of(scenario, cell, log.value().seen, arguments.question);
  if (!question) return refuse_log(question.error(), resources);
  for (const std::string& note : question_notes(log.value(), question.value())) {
    resources.complain(note);
  }
  const OutFolder out(arguments.out);
  scenarios::Inputs inputs;
  inputs.scenarios.push_back(scenario);
  if (const auto problem = claim(out, inputs, false)) return refuse_log(*problem, resources);

  const scenarios::Stopwatch stopwatch;
  const scenarios::Deadline deadline(stopwatch, *arguments.budget_seconds);
  const auto must_stop = [&] { return interrupt.requested().load() || deadline.passed(); };
  const Result<scenarios::Reproduction> found =
      scenarios::reproduce({question.value(), arguments.runs, must_stop});
  if (!found) return refuse_log(found.error(), resources);
  const Result<std::vector<std::string>> files =
      save_causes(log.value(), found.value(), out, resources);
  if (!files) return refuse_log(files.error(), resources);

  const ExitCode code = code_of(found.value(), interrupt.requested().load());
  const ReproductionSubject subject{log.value(),   question.value(),   found.value(),
                                    files.value(), resources.versions, code};
  const std::string story =
      files.value().empty() ? std::string() : story_of(files.value().front(), resources);
  resources.output.write(
      reproduction_text(subject, story, resources.output.style(resources.program)));
  if (const auto problem = scenarios::write_file_atomically(out.path + "/reproduction.json",
                                                            reproduction_json(subject))) {
    return refuse_log(*problem, resources);
  }
  return code;
}

}  // namespace

ExitCode run_reproduce(const ReproduceArguments& arguments, const Resources& resources) {
  const Result<scenarios::Scenario> scenario = scenarios::load_scenario(arguments.scenario);
  if (!scenario) return refuse_log(scenario.error(), resources);
  const auto cell = cell_named(scenario.value(), arguments.cell);
  if (!cell) return refuse_log(cell.error(), resources);
  return reproduce_log(arguments, scenario.value(), *cell.value(), resources);
}

}  // namespace stalemate::reports::cli
