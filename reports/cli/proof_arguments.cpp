// The options of the commands about proofs, and those that they share with check.
#include <algorithm>

#include "reports/cli/command_texts.h"
#include "reports/cli/numbers.h"

namespace stalemate::reports::cli {

using scenarios::Result;

std::optional<std::string> read_effort(const Texts& texts, unsigned processors,
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

void add_prove(CLI::App& app, ProveArguments& prove, Texts& texts) {
  CLI::App* command = app.add_subcommand(
      "prove", "Explore every interleaving of a scenario's cells and write certificates");
  command->add_option("FILE", prove.paths, "Scenario files, or folders of them")->required();
  command->add_option("--handler", prove.handler,
                      "Another handler in place of the scenarios' own: a version, "
                      "npm:vinext@VERSION, or a module in JavaScript. Everything is expected to "
                      "hold then");
  command->add_option("--cell", prove.cell, "Only the cell of this name");
  command->add_option("--requests", texts.requests, "How many requests may overlap in one burst")
      ->capture_default_str();
  command->add_option("--per-isolate", texts.per_isolate,
                      "How many of them at one isolate (default: all)");
  command
      ->add_option("--late-writes", texts.late_writes,
                   "How many writes of dead contexts may be in flight at once")
      ->capture_default_str();
  command
      ->add_option("--bursts", texts.bursts,
                   "How many bursts, of handlers in JavaScript; of all others any number")
      ->capture_default_str();
  command
      ->add_option("--pauses", texts.pauses,
                   "How often in a burst time passes for a handler in JavaScript, beside deadlines")
      ->capture_default_str();
  command->add_option("--budget", texts.budget, "Wall-clock time: 500ms, 60s, 2m");
  command
      ->add_option("--memory", texts.memory,
                   "Memory for states, rounds and the certificate: 500MB, 4GB")
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
      command->add_flag("--all", verify.options.all,
                        "Derive the rounds of every state again; of a handler in JavaScript, go "
                        "through everything again");
  command
      ->add_option(
          "--sample", texts.sample,
          "Of how many states, or how many schedules of a handler in JavaScript, if not all")
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
  const Result<std::uint64_t> bursts = parse_number("--bursts", texts.bursts, 1, 100);
  if (!bursts) return bursts.error().message;
  prove.options.bursts = static_cast<std::uint32_t>(bursts.value());
  const Result<std::uint64_t> pauses = parse_number("--pauses", texts.pauses, 0, 100);
  if (!pauses) return pauses.error().message;
  prove.options.pauses = static_cast<std::uint32_t>(pauses.value());
  const Result<std::uint64_t> memory = parse_size("--memory", texts.memory);
  if (!memory) return memory.error().message;
  prove.options.memory_bytes = static_cast<std::size_t>(memory.value());
  if (!texts.resume.empty()) {
    prove.out = texts.resume;
    prove.options.resume = true;
  }
  scenarios::Options shared;
  if (const auto problem = read_effort(texts, processors, shared)) return problem;
  prove.options.jobs = shared.jobs;
  prove.options.budget_seconds = shared.budget_seconds;
  return std::nullopt;
}

std::optional<std::string> read_verify(const Texts& texts, unsigned processors,
                                       VerifyArguments& verify) {
  verify.jobs = std::clamp(processors, 1U, scenarios::jobs_limit);
  const Result<std::uint64_t> sample = parse_number("--sample", texts.sample, 1, most_seeds);
  if (!sample) return sample.error().message;
  verify.options.sample = sample.value();
  const Result<std::uint64_t> seed =
      parse_number("--seed", texts.base_seed, 0, scenarios::seed_limit);
  if (!seed) return seed.error().message;
  verify.options.seed = seed.value();
  return std::nullopt;
}

}  // namespace stalemate::reports::cli
