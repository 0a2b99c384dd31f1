#include "reports/cli/log_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "model/config.h"
#include "reports/cli/compare_arguments.h"
#include "reports/cli/numbers.h"
#include "scenarios/format/message.h"
#include "scenarios/log/folding.h"
#include "scenarios/log/values.h"
#include "scenarios/reproduce/reproduce.h"

namespace stalemate::reports::cli {

namespace {

constexpr std::uint64_t most_runs = 100'000'000;

void add_log(CLI::App& command, LogArguments& log) {
  command
      .add_option("LOG", log.file,
                  "Observed responses: wrangler tail --format json, Logpush, CSV, curl -i, HAR, "
                  "access logs")
      ->required();
  command
      .add_option("--header", log.options.header,
                  "The header that tells the cache's state (default: X-Vinext-Cache)")
      ->type_name("NAME");
  command
      .add_option("--generation", log.options.generation,
                  "What differs between renders of the page: a header, for instance etag, or body")
      ->type_name("NAME");
  command
      .add_option("--fields", log.fields,
                  "A JSON object that says under which name each fact stands: {\"time\": ...}")
      ->type_name("FILE");
  command.add_option("--page", log.options.page, "Only responses of this path, or URL")
      ->type_name("PATH");
}

}  // namespace

void add_reproduce(CLI::App& app, ReproduceArguments& reproduce, LogTexts& texts) {
  CLI::App* command = app.add_subcommand(
      "reproduce", "Find the schedules that explain a log of observed responses");
  add_log(*command, reproduce.log);
  command
      ->add_option("--scenario", reproduce.scenario,
                   "The world: handler, page, latencies, colos (scenario-from-log drafts one)")
      ->required();
  command->add_option("--cell", reproduce.cell, "Which cell of the scenario, by name");
  command
      ->add_option("--handler", reproduce.question.generation,
                   "A version of the handler instead of the scenario's")
      ->type_name("NAME");
  command->add_option("--tolerance", texts.tolerance, "How wrong the log's clocks may be")
      ->capture_default_str();
  command->add_option("--lines", texts.lines, "How many lines are to be explained, the last ones")
      ->capture_default_str();
  command->add_option(
      "--runs", texts.runs,
      fmt::format("How many runs are tried for each cause (default: {})", scenarios::usual_runs));
  command->add_option("--budget", texts.budget, "Wall-clock time for the search: 500ms, 60s, 2m")
      ->capture_default_str();
  command
      ->add_option("--out", reproduce.out, "Where the schedules and reproduction.json are written")
      ->capture_default_str();
}

void add_draft(CLI::App& app, DraftArguments& draft) {
  CLI::App* command = app.add_subcommand("scenario-from-log",
                                         "Draft the scenario of a log, for a person to complete");
  add_log(*command, draft.log);
  command->add_option("--out", draft.out, "The file to write (default: standard output)");
}

std::optional<std::string> read_log_options(LogArguments& log) {
  // "X-Nextjs-Cache:" is what people copy.
  const std::string header(scenarios::log::trimmed(log.options.header));
  log.options.header = header.substr(0, header.find(':'));
  if (log.options.header.empty()) return "--header: must be the name of a header";
  if (!log.options.page.empty()) {
    log.options.host = scenarios::log::host_of(log.options.page);
    log.options.page = scenarios::log::page_of(log.options.page);
  }
  log.options.header = scenarios::log::lowered(log.options.header);
  log.options.generation = scenarios::log::lowered(log.options.generation);
  if (log.fields.empty()) return std::nullopt;
  if (const auto problem = scenarios::log::read_names(log.fields, log.options)) {
    return problem->message;
  }
  return std::nullopt;
}

std::optional<std::string> read_reproduce(const LogTexts& texts, ReproduceArguments& reproduce) {
  const std::string& generation = reproduce.question.generation;
  if (!generation.empty()) {
    if (const auto problem = problem_of_handler(generation)) return problem->message;
  }
  if (texts.tolerance == "0" || texts.tolerance == "0ms" || texts.tolerance == "0s") {
    reproduce.question.tolerance_ms = 0;
  } else {
    const auto tolerance = parse_duration("--tolerance", texts.tolerance);
    if (!tolerance) return tolerance.error().message;
    reproduce.question.tolerance_ms = static_cast<std::int64_t>(tolerance.value() * 1000 + 0.5);
  }
  const auto lines = parse_number("--lines", texts.lines, 1, scenarios::log::most_kept - 2);
  if (!lines) return lines.error().message;
  reproduce.question.most_lines = lines.value();
  reproduce.runs = scenarios::usual_runs;
  if (!texts.runs.empty()) {
    const auto runs = parse_number("--runs", texts.runs, 1, most_runs);
    if (!runs) return runs.error().message;
    reproduce.runs = runs.value();
  }
  const auto budget = parse_duration("--budget", texts.budget);
  if (!budget) return budget.error().message;
  reproduce.budget_seconds = budget.value();
  return read_log_options(reproduce.log);
}

}  // namespace stalemate::reports::cli
