#include "reports/cli/arguments.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/cli/numbers.h"
#include "reports/text.h"
#include "scenarios/shrink/shrink.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Result;
using scenarios::Strategy;

constexpr std::uint64_t most_seeds = 1'000'000'000'000;  // a week on a hundred cores

constexpr const char* exit_codes =
    "Exit codes: 0 all as expected; 1 a cell differs from its expectation, or a saved schedule\n"
    "no longer fails; 2 usage or bad input; 3 inconclusive; 4 non-determinism or a replay that\n"
    "diverged; 5 vacuous; 70 internal; 130 interrupted. Of several the first of 130, 70, 4, 2, 1, "
    "5, 3,\n"
    "0 counts.";

/// Options as they were written; read into numbers only once CLI11 has accepted the whole line.
struct Texts {
  std::string seeds = "2000";
  std::string base_seed = "1";
  std::string strategy = "random";
  std::string budget;
  std::string jobs;
  std::string prove = "auto";
  std::string replay_seed;
  std::string shrink_budget = std::to_string(scenarios::usual_shrink_budget);
  // of prove and verify-certificate
  std::string requests = "2";
  std::string per_isolate;
  std::string late_writes = "1";
  std::string memory = "4GB";
  std::string resume;
  std::string sample = "20";
};

std::string strategies() {
  std::string names;
  for (const char* name : model::NamesOf<Strategy>::table) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  return names;
}

void add_check(CLI::App& app, CheckArguments& check, Texts& texts) {
  CLI::App* command = app.add_subcommand("check",
                                         "Replay the saved schedules, sample every cell, prove "
                                         "those that are small, compare with what "
                                         "is expected");
  command->add_option("PATH", check.paths,
                      "Scenario files, or folders of them (default: all that come with this "
                      "program)");
  command->add_option("--seeds", texts.seeds, "Schedules for each cell")->capture_default_str();
  command->add_option("--seed", texts.base_seed, "The first seed")->capture_default_str();
  command->add_option("--strategy", texts.strategy, "How schedules are chosen: " + strategies())
      ->capture_default_str();
  command->add_option("--budget", texts.budget,
                      "Wall-clock time for the whole check: 500ms, 60s, 2m");
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
  command
      ->add_option(
          "--out", check.out,
          "Where certificates, schedules of violations, report.json and junit.xml are written")
      ->capture_default_str();
}

void add_replay(CLI::App& app, ReplayArguments& replay, Texts& texts) {
  CLI::App* command = app.add_subcommand("replay", "Show one run, step by step");
  command->add_option("FILE", replay.file, "A saved schedule; with --seed, a scenario")->required();
  command->add_option("--seed", texts.replay_seed, "Show this seed of the scenario");
  command->add_option("--cell", replay.cell, "Which cell of the scenario, by name");
  command->add_option("--strategy", texts.strategy, "How the schedule is chosen: " + strategies())
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

std::optional<std::string> read_check(const Texts& texts, unsigned processors,
                                      scenarios::Options& options);

void add_prove(CLI::App& app, ProveArguments& prove, Texts& texts) {
  CLI::App* command = app.add_subcommand(
      "prove", "Explore every interleaving of a scenario's cells and write certificates");
  command->add_option("FILE", prove.paths, "Scenario files, or folders of them")->required();
  command->add_option("--cell", prove.cell, "Only the cell of this name");
  command->add_option("--requests", texts.requests, "How many requests may overlap in one burst")
      ->capture_default_str();
  command->add_option("--per-isolate", texts.per_isolate,
                      "How many of them at one isolate (default: all)");
  command
      ->add_option("--late-writes", texts.late_writes,
                   "How many writes of dead contexts may be in flight at once")
      ->capture_default_str();
  command->add_option("--budget", texts.budget, "Wall-clock time: 500ms, 60s, 2m");
  command->add_option("--memory", texts.memory, "Memory for states: 500MB, 4GB")
      ->capture_default_str();
  command->add_option("--jobs", texts.jobs, "Threads (default: one for each processor)");
  CLI::Option* const out = command->add_option("--out", prove.out, "Where certificates/ is written")
                               ->capture_default_str();
  command
      ->add_option("--resume", texts.resume,
                   "Go on with the unfinished certificates of this folder, and write there")
      ->excludes(out);
}

void add_verify(CLI::App& app, VerifyArguments& verify, Texts& texts) {
  CLI::App* command =
      app.add_subcommand("verify-certificate", "Check certificates without trusting who made them");
  command->add_option("FILE", verify.paths, "Certificates")->required();
  CLI::Option* const all =
      command->add_flag("--all", verify.options.all, "Derive the rounds of every state again");
  command->add_option("--sample", texts.sample, "Of how many states, if not all")
      ->capture_default_str()
      ->excludes(all);
  command->add_option("--seed", texts.base_seed, "Which ones")->capture_default_str();
}

std::optional<std::string> read_prove(const Texts& texts, unsigned processors,
                                      ProveArguments& prove) {
  constexpr std::uint64_t most_requests = 12;
  const Result<std::uint64_t> requests =
      parse_number("--requests", texts.requests, 1, most_requests);
  if (!requests) return requests.error().message;
  prove.options.requests_per_burst = static_cast<std::uint32_t>(requests.value());
  if (!texts.per_isolate.empty()) {
    const Result<std::uint64_t> each =
        parse_number("--per-isolate", texts.per_isolate, 1, most_requests);
    if (!each) return each.error().message;
    prove.options.requests_per_isolate = static_cast<std::uint32_t>(each.value());
  }
  const Result<std::uint64_t> late = parse_number("--late-writes", texts.late_writes, 0, 8);
  if (!late) return late.error().message;
  prove.options.late_writes = static_cast<std::uint32_t>(late.value());
  const Result<std::uint64_t> memory = parse_size("--memory", texts.memory);
  if (!memory) return memory.error().message;
  prove.options.memory_bytes = static_cast<std::size_t>(memory.value());
  if (!texts.resume.empty()) {
    prove.out = texts.resume;
    prove.options.resume = true;
  }
  scenarios::Options shared;
  if (const auto problem = read_check(texts, processors, shared)) return problem;
  prove.options.jobs = shared.jobs;
  prove.options.budget_seconds = shared.budget_seconds;
  return std::nullopt;
}

std::optional<std::string> read_verify(const Texts& texts, VerifyArguments& verify) {
  const Result<std::uint64_t> sample = parse_number("--sample", texts.sample, 1, most_seeds);
  if (!sample) return sample.error().message;
  verify.options.sample = sample.value();
  const Result<std::uint64_t> seed =
      parse_number("--seed", texts.base_seed, 0, scenarios::seed_limit);
  if (!seed) return seed.error().message;
  verify.options.seed = seed.value();
  return std::nullopt;
}

std::optional<std::string> read_check(const Texts& texts, unsigned processors,
                                      scenarios::Options& options) {
  const Result<std::uint64_t> seeds = parse_number("--seeds", texts.seeds, 0, most_seeds);
  if (!seeds) return seeds.error().message;
  const Result<std::uint64_t> seed =
      parse_number("--seed", texts.base_seed, 0, scenarios::seed_limit - seeds.value());
  if (!seed) return seed.error().message;
  options.seeds = seeds.value();
  options.base_seed = seed.value();
  if (!texts.budget.empty()) {
    const Result<double> budget = parse_duration("--budget", texts.budget);
    if (!budget) return budget.error().message;
    options.budget_seconds = budget.value();
  }
  options.jobs = std::clamp(processors, 1U, scenarios::jobs_limit);
  if (!texts.jobs.empty()) {
    const Result<std::uint64_t> jobs = parse_number("--jobs", texts.jobs, 1, scenarios::jobs_limit);
    if (!jobs) return jobs.error().message;
    options.jobs = static_cast<unsigned>(jobs.value());
  }
  return std::nullopt;
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

/// Options with a value, and what that is. CLI11 takes the next word where `--name=` gives none,
/// and an empty word for an option that was not given.
constexpr std::array valued{std::pair{"--seeds", "a number"},
                            std::pair{"--seed", "a number"},
                            std::pair{"--jobs", "a number"},
                            std::pair{"--budget", "a time, for instance 60s"},
                            std::pair{"--strategy", "a name"},
                            std::pair{"--cell", "a name"},
                            std::pair{"--requests", "a number"},
                            std::pair{"--per-isolate", "a number"},
                            std::pair{"--late-writes", "a number"},
                            std::pair{"--memory", "a size, for instance 4GB"},
                            std::pair{"--sample", "a number"},
                            std::pair{"--resume", "a folder's name"},
                            std::pair{"--shrink-budget", "a number"},
                            std::pair{"--out", "a folder's name"},
                            std::pair{"--prove", "never, auto or always"}};

/// What is wrong with an option whose value is empty, if there is one.
std::optional<std::string> empty_value(int count, const char* const* values) {
  for (int index = 1; index < count; ++index) {
    const std::string_view word = values[index];
    if (word == "--") break;  // only files and folders from here on
    for (const auto& [option, what] : valued) {
      const bool in_word = word == std::string(option) + "=";
      const bool is_last = index + 1 == count;
      const bool in_next = word == option && (is_last || *values[index + 1] == '\0');
      if (in_word || in_next) return fmt::format("{} needs {}", option, what);
    }
  }
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
  for (const CLI::App* command : app.get_subcommands()) add(*command);
  add(app);  // what stands after "--"
  return fmt::format("The following argument{} not expected: {}",
                     words.size() == 1 ? " was" : "s were", fmt::join(words, " "));
}

Answer refusal(const std::string& reason, const std::string& command) {
  const std::string help = command.empty() ? "" : command + " ";
  return {fmt::format("{} (see stalemate {}--help)", printable(reason), help), true};
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
  CheckArguments check;
  ReplayArguments replay;
  ShrinkArguments shrink;
  ProveArguments prove;
  VerifyArguments verify;
  ValidateArguments validate;
  ListArguments list;
  Texts texts;
  add_check(app, check, texts);
  add_replay(app, replay, texts);
  add_shrink(app, shrink, texts);
  add_prove(app, prove, texts);
  add_verify(app, verify, texts);
  app.add_subcommand("validate", "Say what is wrong with files of scenarios, schedules, proofs")
      ->add_option("FILE", validate.paths, "Files, or folders of them")
      ->required();
  app.add_subcommand("list", "Name the scenarios and their cells")
      ->add_option("PATH", list.paths, "Scenario files, or folders of them");

  std::string command;
  if (const auto problem = empty_value(count, values)) return refusal(*problem, command);
  try {
    app.parse(count, values);
  } catch (const CLI::CallForVersion& answer) {
    return Answer{std::string(answer.what()) + "\n"};
  } catch (const CLI::Success&) {
    const std::vector<CLI::App*> shown = app.get_subcommands();
    return Answer{shown.empty() ? app.help() : shown.front()->help(app.get_name())};
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && error.get_name() == "RequiredError") {
      const std::string given =
          count > 1 ? fmt::format("\"{}\" is no command; ", values[1]) : std::string();
      return refusal(
          given + "say what to do: check, prove, replay, verify-certificate, validate or list", "");
    }
    for (const CLI::App* sub : app.get_subcommands()) command = sub->get_name();
    return refusal(complaint_of(error, app), command);
  }
  command = app.get_subcommands().front()->get_name();

  const auto strategy = model::from_name<Strategy>(texts.strategy);
  if (!strategy) {
    return refusal(
        fmt::format("--strategy cannot be \"{}\"; allowed: {}", texts.strategy, strategies()),
        command);
  }
  check.options.strategy = *strategy;
  replay.strategy = *strategy;
  std::optional<std::string> problem;
  if (command == "check") problem = read_check(texts, processors, check.options);
  if (command == "check" && !problem) problem = read_proving(texts, check.options);
  if (command == "replay") problem = read_replay(texts, replay);
  if (command == "shrink") problem = read_shrink(texts, shrink);
  if (command == "prove") problem = read_prove(texts, processors, prove);
  if (command == "verify-certificate") problem = read_verify(texts, verify);
  if (problem) return refusal(*problem, command);
  if (command == "shrink") return shrink;
  if (command == "prove") return prove;
  if (command == "verify-certificate") return verify;
  if (command == "check") return check;
  if (command == "replay") return replay;
  if (command == "validate") return validate;
  return list;
}

}  // namespace stalemate::reports::cli
