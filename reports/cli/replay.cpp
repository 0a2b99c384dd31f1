#include <algorithm>

#include <fmt/format.h>

#include "reports/bounded_report.h"
#include "reports/cli/commands.h"
#include "reports/proof_report.h"
#include "reports/replay_report.h"
#include "scenarios/bounded/verify_bounded.h"
#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/certificate/verify.h"
#include "scenarios/format/file.h"
#include "scenarios/format/load.h"
#include "scenarios/format/with_handler.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Cell;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;
using scenarios::Scenario;

ExitCode refuse(const std::string& message, const Resources& resources) {
  resources.complain(message);
  return ExitCode::usage;
}

bool is_certificate(const std::string& path) {
  const Result<scenarios::Beginning> beginning = scenarios::beginning_of(path);
  return beginning && (scenarios::looks_like_certificate(beginning.value().text) ||
                       scenarios::looks_like_bounded_certificate(beginning.value().text));
}

/// The ways to the violations of a certificate of a program; nothing if the file is none.
std::optional<ExitCode> replay_bounded(const std::string& path, const Resources& resources) {
  const Result<scenarios::Beginning> beginning = scenarios::beginning_of(path);
  if (!beginning || !scenarios::looks_like_bounded_certificate(beginning.value().text)) {
    return std::nullopt;
  }
  const auto certificate = scenarios::load_bounded_certificate(path);
  if (!certificate) return refuse(certificate.error().message, resources);
  const auto cell = scenarios::embedded_cell(certificate.value(), path);
  if (!cell) return refuse(cell.error().message, resources);
  const auto problems =
      scenarios::problems_of_violations(certificate.value(), path, resources.versions);
  for (const scenarios::Flaw& flaw : problems) {
    resources.complain(fmt::format("{}:{}: {}", path, flaw.line, flaw.what));
  }
  if (!problems.empty()) return ExitCode::not_deterministic;
  resources.output.write(counterexample_report(certificate.value(), cell.value(),
                                               resources.output.style(resources.program)));
  return ExitCode::as_expected;
}

/// A certificate's counterexample; nothing if the file is no certificate.
std::optional<ExitCode> replay_certificate(const std::string& path, const Resources& resources) {
  if (!is_certificate(path)) return std::nullopt;
  const Result<scenarios::Certificate> certificate = scenarios::load_certificate(path);
  if (!certificate) return refuse(certificate.error().message, resources);
  const auto problems =
      scenarios::problems_of_counterexamples(certificate.value(), path, resources.versions);
  for (const scenarios::Flaw& flaw : problems) {
    resources.complain(fmt::format("{}:{}: {}", path, flaw.line, flaw.what));
  }
  if (!problems.empty()) return ExitCode::not_deterministic;
  resources.output.write(
      counterexample_report(certificate.value(), path, resources.output.style(resources.program)));
  return ExitCode::as_expected;
}

/// Whether the file is no longer what the schedule was saved of: of it as it was, or of it with
/// another handler in place of its own.
bool scenario_has_changed(const scenarios::ScheduleFile& content,
                          const model::HandlerConfig& handler) {
  const Result<Scenario> now = scenarios::load_scenario(content.scenario_path);
  if (!now || now.value().hash == content.scenario_hash) return false;
  const std::string name =
      handler.program ? handler.program->name : std::string(model::name(handler.generation));
  const Result<Scenario> replaced = scenarios::with_handler(now.value(), name);
  return !replaced || replaced.value().hash != content.scenario_hash;
}

/// What has changed since the schedule was saved, a line each.
std::string changes_since(const scenarios::SavedSchedule& saved,
                          const scenarios::SavedReplay& replay, const Style& style) {
  std::string text;
  const scenarios::ScheduleFile& content = saved.content;
  if (content.seed != 0 && scenario_has_changed(content, replay.config.handler)) {
    text += hanging("",
                    fmt::format("{} has changed since; this is the scenario as it was saved",
                                printable(content.scenario_path)),
                    Colour::doubtful, style);
  }
  const auto& program = replay.config.handler.program;
  if (program && !content.program_sha256.empty() && program->sha256 != content.program_sha256) {
    text += hanging("", fmt::format("{} has changed since it was saved", printable(program->name)),
                    Colour::doubtful, style);
  }
  if (replay.result.model_changed) {
    return text + hanging("",
                          fmt::format("the model has changed since it was saved ({})",
                                      printable(content.model_hash)),
                          Colour::doubtful, style);
  }
  // No seed led to the counterexample of a proof, and its scenario was made for it.
  if (content.seed == 0) return text;
  model::Simulation simulation(replay.config);
  const auto by_seed = scenarios::run_seed(simulation, scenarios::Strategy::random, content.seed);
  if (by_seed.result.trace.hash() != replay.result.trace_hash) {
    text += hanging("", fmt::format("seed {} leads to another run", content.seed), Colour::doubtful,
                    style);
  }
  return text;
}

ExitCode replay_file(const ReplayArguments& arguments, const Resources& resources) {
  if (const auto code = replay_bounded(arguments.file, resources)) return *code;
  if (const auto code = replay_certificate(arguments.file, resources)) return *code;
  Result<scenarios::ScheduleFile> content = scenarios::load_schedule(arguments.file);
  if (!content) {
    const bool is_scenario = scenarios::load_scenario(arguments.file).ok();
    return refuse(is_scenario ? arguments.file + ": this is a scenario; say which seed with --seed"
                              : content.error().message,
                  resources);
  }
  const scenarios::SavedSchedule saved{arguments.file, std::move(content).value()};
  const Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
  if (!replay) return refuse(replay.error().message, resources);

  const scenarios::SavedResult& result = replay.value().result;
  const ReplaySubject subject{result.scenario, result.cell, saved.content.seed, arguments.file,
                              resources.versions};
  const Style style = resources.output.style(resources.program);
  resources.output.write(replay_report(subject, replay.value().told, replay.value().config, style) +
                         comparison(result, style) + changes_since(saved, replay.value(), style));
  return exit_code(result.outcome);
}

Result<const Cell*> cell_of(const Scenario& scenario, const std::string& name) {
  if (name.empty() && scenario.cells.size() == 1) return &scenario.cells.front();
  std::string names;
  for (const Cell& cell : scenario.cells) {
    if (cell.name == name) return &cell;
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", cell.name);
  }
  const std::string problem =
      name.empty() ? "say which cell with --cell" : fmt::format("has no cell \"{}\"", name);
  return InputError{fmt::format("{}: {}; allowed: {}", scenario.path, problem, names)};
}

/// Whether a single run agrees with what the cell expects: 0 even if an expected violation is not
/// in this very run.
ExitCode judge_run(const Cell& cell, const model::Findings& findings) {
  std::vector<ExitCode> codes;
  for (std::size_t property = 0; property < model::property_count; ++property) {
    const auto& expected = cell.expected[property];
    const model::Verdict found = findings[property].verdict;
    if (!expected || scenarios::gravity(found) <= scenarios::gravity(*expected)) continue;
    codes.push_back(found == model::Verdict::undecided ? ExitCode::inconclusive
                                                       : ExitCode::differs);
  }
  return first_of(codes);
}

ExitCode replay_seed(const ReplayArguments& arguments, const Resources& resources) {
  Result<Scenario> scenario = scenarios::load_scenario(arguments.file);
  if (scenario && !arguments.handler.empty()) {
    scenario = scenarios::with_handler(scenario.value(), arguments.handler);
    if (!scenario) return refuse(scenario.error().message, resources);
  }
  if (!scenario) {
    const bool is_schedule = scenarios::load_schedule(arguments.file).ok();
    if (is_schedule || is_certificate(arguments.file)) {
      return refuse(fmt::format("{}: this is a {}; leave --seed out", arguments.file,
                                is_schedule ? "saved schedule" : "certificate"),
                    resources);
    }
    return refuse(scenario.error().message, resources);
  }
  const Result<const Cell*> cell = cell_of(scenario.value(), arguments.cell);
  if (!cell) return refuse(cell.error().message, resources);

  model::Simulation simulation(cell.value()->config);
  const scenarios::ToldRun told =
      scenarios::run_seed(simulation, arguments.strategy, *arguments.seed);
  const ReplaySubject subject{scenario.value().name, cell.value()->name, *arguments.seed, "",
                              resources.versions};
  const Style style = resources.output.style(resources.program);
  resources.output.write(replay_report(subject, told, cell.value()->config, style));
  return judge_run(*cell.value(), told.result.findings);
}

}  // namespace

ExitCode run_replay(const ReplayArguments& arguments, const Resources& resources) {
  return arguments.seed ? replay_seed(arguments, resources) : replay_file(arguments, resources);
}

}  // namespace stalemate::reports::cli
