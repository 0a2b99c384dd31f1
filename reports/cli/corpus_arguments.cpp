#include "reports/cli/corpus_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/cli/command_texts.h"
#include "reports/cli/numbers.h"
#include "scenarios/format/message.h"
#include "scenarios/format/provenance.h"

namespace stalemate::reports::cli {

namespace {

constexpr const char* own_folder = "(default: seeds/ in the scenarios that come with this program)";

void add_shrink_budget(CLI::App& command, CorpusTexts& texts) {
  command
      .add_option("--shrink-budget", texts.budget,
                  "How many runs may be tried to make each schedule small")
      ->capture_default_str();
}

std::optional<std::string> wrong_provenance(const CorpusArguments& corpus) {
  const auto refused = [](const char* option, const std::string& value, const char* allowed) {
    return fmt::format("{} cannot be {}; allowed: {}", option, scenarios::format::in_quotes(value),
                       allowed);
  };
  if (!corpus.name.empty() && !scenarios::is_provenance_name(corpus.name)) {
    return refused("--name", corpus.name,
                   "letters, digits, '.', '_' and '-', a letter or digit first");
  }
  if (!corpus.source.empty() && !scenarios::is_public_address(corpus.source)) {
    return refused("--source", corpus.source, "https://...");
  }
  if (!corpus.date.empty() && !scenarios::is_date(corpus.date)) {
    return refused("--date", corpus.date, "a date as YYYY-MM-DD");
  }
  if (!corpus.name.empty() && corpus.paths.size() > 1) {
    return "--name names one schedule, and there is more than one to add";
  }
  return std::nullopt;
}

}  // namespace

void add_corpus(CLI::App& app, CorpusArguments& corpus, CorpusTexts& texts) {
  texts.budget = std::to_string(scenarios::usual_shrink_budget);
  CLI::App* command = app.add_subcommand(
      "corpus", "Keep failing schedules: add them, make them small, replay them");
  command->require_subcommand(1);

  CLI::App* add = command->add_subcommand(
      "add", "Make schedules small, and keep those that show what none there does");
  add->add_option("FILE", corpus.paths, "Saved schedules that fail")->required();
  add->add_option("--to", corpus.to, fmt::format("The folder {}", own_folder));
  add->add_option("--name", corpus.name, "Its name, and that of its file (default: as check does)");
  add->add_option("--source", corpus.source,
                  "Where the bug is told of, https://... (default: its scenario's source)");
  add->add_option("--date", corpus.date, "When it was found, YYYY-MM-DD (default: today, in UTC)");
  add_shrink_budget(*add, texts);

  CLI::App* minimise = command->add_subcommand(
      "minimise", "Make those that are kept smaller, and take away what another one shows");
  minimise->add_option("DIR", corpus.to, fmt::format("The folder {}", own_folder));
  minimise->add_flag("--dry-run", corpus.dry_run, "Say what would be done, and do nothing");
  add_shrink_budget(*minimise, texts);

  CLI::App* check = command->add_subcommand("check", "Replay all that are kept, a line for each");
  check->add_option("DIR", corpus.paths, fmt::format("Folders {}", own_folder));
  check->add_option("--format", texts.format, "text or json")->capture_default_str();
}

std::optional<std::string> read_corpus_arguments(const CLI::App& app, const CorpusTexts& texts,
                                                 CorpusArguments& corpus) {
  const CLI::App* const command = app.get_subcommand("corpus");
  if (command->got_subcommand("add")) corpus.action = CorpusAction::add;
  if (command->got_subcommand("minimise")) corpus.action = CorpusAction::minimise;
  corpus.json = texts.format == "json";
  if (!corpus.json && texts.format != "text") {
    return fmt::format("--format cannot be {}; allowed: text, json",
                       scenarios::format::in_quotes(texts.format));
  }
  const scenarios::Result<std::uint64_t> budget =
      parse_number("--shrink-budget", texts.budget, 0, most_seeds);
  if (!budget) return budget.error().message;
  corpus.budget = budget.value();
  return wrong_provenance(corpus);
}

}  // namespace stalemate::reports::cli
