#include "reports/cli/arguments.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/cli/command_texts.h"
#include "reports/cli/compare_arguments.h"
#include "reports/cli/export_arguments.h"
#include "reports/cli/log_arguments.h"
#include "reports/cli/numbers.h"
#include "reports/cli/option_values.h"
#include "reports/text.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Result;
using scenarios::Strategy;

constexpr const char* exit_codes =
    "Exit codes: 0 all as expected; 1 a cell differs from its expectation, a saved schedule no "
    "longer\n"
    "fails, or no schedule that was tried explains a log; 2 usage or bad input; 3 inconclusive;\n"
    "4 non-determinism or a replay that\n"
    "diverged; 5 vacuous; 70 internal; 130 interrupted. Of several the first of 130, 70, 4, 2, 1, "
    "5, 3,\n"
    "0 counts.";

std::string strategies() {
  std::string names;
  for (const char* name : model::NamesOf<Strategy>::table) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  return names;
}

void add_check(CLI::App& app, CheckArguments& check, Texts& texts, ShardTexts& shard) {
  CLI::App* command = app.add_subcommand("check",
                                         "Replay the saved schedules, sample every cell, prove "
                                         "those that are small, compare with what "
                                         "is expected");
  command->add_option("PATH", check.paths,
                      "Scenario files, or folders of them (default: all that come with this "
                      "program)");
  command->add_option("--handler", check.handler,
                      "Another handler in place of the scenarios' own: a version, "
                      "npm:vinext@VERSION, or a module in JavaScript. Everything is expected to "
                      "hold then");
  command->add_option("--seeds", texts.seeds, "Schedules for each cell")->capture_default_str();
  command->add_option("--seed", texts.base_seed, "The first seed")->capture_default_str();
  command->add_option("--strategy", texts.strategy, "How schedules are chosen: " + strategies())
      ->capture_default_str();
  command->add_option("--budget", texts.budget,
                      "Wall-clock time for the whole check: 500ms, 60s, 2m. What is left over is "
                      "for larger proofs");
  command->add_option("--jobs", texts.jobs, "Threads (default: one for each processor)");
  command
      ->add_option("--prove", texts.prove,
                   "Which cells are proved as well: never; auto, if the proof is estimated to be "
                   "small; always")
      ->capture_default_str();
  command
      ->add_option("--shrink-budget", texts.shrink_budget,
                   "How many runs may be tried to make a violation small; 0: none is")
      ->capture_default_str();
  command->add_flag("--verbose", check.verbose, "Tell every violation with its steps");
  command->add_option("--annotations", texts.annotations,
                      "github: also tell what differs as workflow commands, which GitHub shows "
                      "beside the scenario");
  add_shard(*command, shard);
  command
      ->add_option(
          "--out", check.out,
          "Where certificates, schedules of violations, report.html, report.json, junit.xml and "
          "summary.md are "
          "written")
      ->capture_default_str();
}

void add_replay(CLI::App& app, ReplayArguments& replay, Texts& texts) {
  CLI::App* command = app.add_subcommand("replay", "Show one run, step by step");
  command->add_option("FILE", replay.file, "A saved schedule; with --seed, a scenario")->required();
  command->add_option("--seed", texts.replay_seed, "Show this seed of the scenario");
  command->add_option("--cell", replay.cell, "Which cell of the scenario, by name");
  command->add_option("--handler", replay.handler,
                      "With --seed: another handler in place of the scenario's own");
  command->add_option("--strategy", texts.strategy, "How the schedule is chosen: " + strategies())
      ->capture_default_str();
}

void add_explain(CLI::App& app, ExplainArguments& explain, Texts& texts) {
  CLI::App* command =
      app.add_subcommand("explain", "Tell in plain words why a saved schedule fails");
  command->add_option("FILE", explain.file, "A saved schedule")->required();
  command->add_option("--format", texts.format, "text, markdown, or html: a page of its own")
      ->capture_default_str();
}

void add_shrink(CLI::App& app, ShrinkArguments& shrink, Texts& texts) {
  CLI::App* command =
      app.add_subcommand("shrink", "Make saved schedules as small as fail in the same way");
  command->add_option("FILE", shrink.paths, "Saved schedules")->required();
  command->add_option("--shrink-budget", texts.shrink_budget, "How many runs may be tried for each")
      ->capture_default_str();
  command->add_option("--out", shrink.out,
                      "Where the smaller one is written (default: in place; what was there is kept "
                      "as FILE.original)");
}

std::optional<std::string> read_proving(const Texts& texts, scenarios::Options& options) {
  const auto prove = model::from_name<scenarios::Prove>(texts.prove);
  if (!prove) {
    return fmt::format("--prove cannot be \"{}\"; allowed: never, auto, always", texts.prove);
  }
  options.prove = *prove;
  const Result<std::uint64_t> budget =
      parse_number("--shrink-budget", texts.shrink_budget, 0, most_seeds);
  if (!budget) return budget.error().message;
  options.shrink_budget = budget.value();
  return std::nullopt;
}

std::optional<std::string> read_annotations(const Texts& texts, CheckArguments& check) {
  check.annotations = texts.annotations == "github";
  if (check.annotations || texts.annotations.empty()) return std::nullopt;
  return fmt::format("--annotations cannot be \"{}\"; allowed: github", texts.annotations);
}

std::optional<std::string> read_explain(const Texts& texts, ExplainArguments& explain) {
  for (const auto& [name, format] :
       {std::pair{"text", ExplainFormat::text}, std::pair{"markdown", ExplainFormat::markdown},
        std::pair{"html", ExplainFormat::html}}) {
    if (texts.format != name) continue;
    explain.format = format;
    return std::nullopt;
  }
  return fmt::format("--format cannot be \"{}\"; allowed: text, markdown, html", texts.format);
}

std::optional<std::string> read_shrink(const Texts& texts, ShrinkArguments& shrink) {
  const Result<std::uint64_t> budget =
      parse_number("--shrink-budget", texts.shrink_budget, 0, most_seeds);
  if (!budget) return budget.error().message;
  shrink.budget = budget.value();
  if (shrink.paths.size() > 1 && !shrink.out.empty()) {
    return "--out names one file, and there is more than one to shrink";
  }
  return std::nullopt;
}

std::optional<std::string> read_replay(const Texts& texts, ReplayArguments& replay) {
  if (texts.replay_seed.empty()) {
    if (replay.cell.empty()) return std::nullopt;
    return "--cell needs --seed: a saved schedule knows its cell";
  }
  const Result<std::uint64_t> seed =
      parse_number("--seed", texts.replay_seed, 0, scenarios::seed_limit);
  if (!seed) return seed.error().message;
  replay.seed = seed.value();
  return std::nullopt;
}

/// What nobody asked for is told in the order of the line; CLI11's own sentence has it in reverse.
std::string complaint_of(const CLI::ParseError& error, const CLI::App& app) {
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) return error.what();
  std::vector<std::string> words;
  const auto add = [&words](const CLI::App& place) {
    for (const std::string& word : place.remaining()) {
      if (word != "--") words.push_back(word);
    }
  };
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::App* part : command->get_subcommands()) add(*part);
    add(*command);
  }
  add(app);  // what stands after "--"
  return fmt::format("The following argument{} not expected: {}",
                     words.size() == 1 ? " was" : "s were", fmt::join(words, " "));
}

/// Of the innermost command that was asked about.
std::string help_of(const CLI::App& app) {
  const CLI::App* shown = &app;
  std::string before;
  while (!shown->get_subcommands().empty()) {
    before += (before.empty() ? "" : " ") + shown->get_name();
    shown = shown->get_subcommands().front();
  }
  return shown == &app ? app.help() : shown->help(before);
}

Answer refusal(const std::string& reason, const std::string& command) {
  const std::string help = command.empty() ? "" : command + " ";
  return {fmt::format("{} (see stalemate {}--help)", printable(reason), help), true};
}

/// The arguments of every command; one of them is asked for.
struct Commands {
  CheckArguments check;
  ReplayArguments replay;
  ExplainArguments explain;
  ShrinkArguments shrink;
  CompareArguments compare;
  CompareTexts compared;
  ExportArguments exported;
  ExportTexts exports;
  CorpusArguments corpus;
  CorpusTexts kept;
  ShardTexts shard;
  MergeArguments merge;
  ProveArguments prove;
  VerifyArguments verify;
  ReproduceArguments reproduce;
  LogTexts logs;
  DraftArguments draft;
  ValidateArguments validate;
  ListArguments list;
};

/// Those of the command that was asked for, with the numbers in its texts.
Arguments chosen(const CLI::App& app, Commands& commands, const Texts& texts, unsigned processors) {
  const std::string command = app.get_subcommands().front()->get_name();
  const auto strategy = model::from_name<Strategy>(texts.strategy);
  if (!strategy) {
    return refusal(
        fmt::format("--strategy cannot be \"{}\"; allowed: {}", texts.strategy, strategies()),
        command);
  }
  commands.check.options.strategy = *strategy;
  commands.check.is_shard = !commands.shard.shard.empty();
  commands.replay.strategy = *strategy;
  std::optional<std::string> problem;
  if (command == "check") problem = read_effort(texts, processors, commands.check.options);
  if (command == "check" && !problem) problem = read_proving(texts, commands.check.options);
  if (command == "check" && !problem) problem = read_annotations(texts, commands.check);
  if (command == "check" && !problem) problem = read_shard(commands.shard, commands.check.options);
  if (command == "replay") problem = read_replay(texts, commands.replay);
  if (command == "explain") problem = read_explain(texts, commands.explain);
  if (command == "shrink") problem = read_shrink(texts, commands.shrink);
  if (command == "compare") problem = read_compare(commands.compared, commands.compare);
  if (command == "export") problem = read_export(commands.exports, commands.exported);
  if (command == "corpus") problem = read_corpus_arguments(app, commands.kept, commands.corpus);
  if (command == "prove") problem = read_prove(texts, processors, commands.prove);
  if (command == "verify-certificate") problem = read_verify(texts, processors, commands.verify);
  if (command == "reproduce") problem = read_reproduce(commands.logs, commands.reproduce);
  if (command == "scenario-from-log") problem = read_log_options(commands.draft.log);
  if (problem) return refusal(*problem, command);
  if (command == "explain") return commands.explain;
  if (command == "shrink") return commands.shrink;
  if (command == "compare") return commands.compare;
  if (command == "export") return commands.exported;
  if (command == "corpus") return commands.corpus;
  if (command == "merge") return commands.merge;
  if (command == "prove") return commands.prove;
  if (command == "verify-certificate") return commands.verify;
  if (command == "reproduce") return commands.reproduce;
  if (command == "scenario-from-log") return commands.draft;
  if (command == "check") return commands.check;
  if (command == "replay") return commands.replay;
  if (command == "validate") return commands.validate;
  return commands.list;
}

}  // namespace

Arguments parse_arguments(int count, const char* const* values, const scenarios::Versions& versions,
                          unsigned processors) {
  CLI::App app(
      "Finds schedules under which an ISR cache on Cloudflare Workers stays STALE for "
      "ever, and replays them.",
      "stalemate");
  app.footer(exit_codes);
  app.set_version_flag(
      "--version", fmt::format("stalemate {} (model {})", versions.stalemate, versions.model_hash));
  app.require_subcommand(1);
  Commands commands;
  Texts texts;
  commands.merge.out = default_out;
  commands.reproduce.out = default_out;
  add_check(app, commands.check, texts, commands.shard);
  add_replay(app, commands.replay, texts);
  add_explain(app, commands.explain, texts);
  add_shrink(app, commands.shrink, texts);
  add_compare(app, commands.compare, commands.compared);
  add_export(app, commands.exported, commands.exports);
  add_corpus(app, commands.corpus, commands.kept);
  add_merge(app, commands.merge);
  add_prove(app, commands.prove, texts);
  add_verify(app, commands.verify, texts);
  add_reproduce(app, commands.reproduce, commands.logs);
  add_draft(app, commands.draft);
  app.add_subcommand("validate", "Say what is wrong with files of scenarios, schedules, proofs")
      ->add_option("FILE", commands.validate.paths, "Files, or folders of them")
      ->required();
  app.add_subcommand("list", "Name the scenarios and their cells")
      ->add_option("PATH", commands.list.paths, "Scenario files, or folders of them");

  std::string command;
  if (const auto problem = empty_value(count, values)) return refusal(*problem, command);
  try {
    app.parse(count, values);
  } catch (const CLI::CallForVersion& answer) {
    return Answer{std::string(answer.what()) + "\n"};
  } catch (const CLI::Success&) {
    return Answer{help_of(app)};
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && error.get_name() == "RequiredError") {
      const std::string given =
          count > 1 ? fmt::format("\"{}\" is no command; ", values[1]) : std::string();
      return refusal(given +
                         "say what to do: check, prove, replay, explain, shrink, compare, export, "
                         "corpus, merge, verify-certificate, reproduce, scenario-from-log, "
                         "validate or list",
                     "");
    }
    for (const CLI::App* sub : app.get_subcommands()) command = sub->get_name();
    if (command == "corpus" && app.get_subcommands().front()->get_subcommands().empty() &&
        error.get_name() == "RequiredError") {
      return refusal("say what to do: corpus add, corpus minimise or corpus check", command);
    }
    return refusal(complaint_of(error, app), command);
  }
  return chosen(app, commands, texts, processors);
}

}  // namespace stalemate::reports::cli
