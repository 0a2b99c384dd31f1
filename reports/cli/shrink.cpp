#include "scenarios/shrink/shrink.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "reports/replay_report.h"
#include "reports/sentences.h"
#include "reports/shrink_report.h"
#include "scenarios/campaign/archive.h"
#include "scenarios/campaign/saved.h"
#include "scenarios/corpus/corpus.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;
using scenarios::SavedSchedule;

std::optional<InputError> save(const std::string& path, const SavedSchedule& saved,
                               const scenarios::Shrunk& shrunk, const Resources& resources) {
  const scenarios::Archive archive{"", "", resources.versions, found_words};
  return save_schedule(path, smaller_file(saved.content, shrunk, archive));
}

/// Where the smaller schedule goes; `path` however that is spelt.
std::string place_of(const std::string& path, const std::string& out) {
  std::error_code ignored;
  return out.empty() || std::filesystem::equivalent(path, out, ignored) ? path : out;
}

/// Another schedule may be replaced, at a place that was named; nothing else may.
std::optional<InputError> in_the_way(const std::string& path, const std::string& out) {
  std::error_code ignored;
  if (out.empty() || !std::filesystem::exists(out, ignored) || place_of(path, out) == path) {
    return std::nullopt;
  }
  if (scenarios::load_schedule(out)) return std::nullopt;
  return InputError{fmt::format("{}: is there, and is no schedule; name another place", out)};
}

/// @return how it went; what was found is written and told
ExitCode shrink_file(const std::string& path, const ShrinkArguments& arguments,
                     const Interrupt& interrupt, const Resources& resources) {
  const auto refuse = [&resources](const InputError& error) {
    resources.complain(error.message);
    return ExitCode::usage;
  };
  Result<scenarios::ScheduleFile> content = scenarios::load_schedule(path);
  if (!content) return refuse(content.error());
  const SavedSchedule saved{path, std::move(content).value()};
  const Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
  if (!replay) return refuse(replay.error());
  const Style style = resources.output.style(resources.program);
  if (replay.value().result.outcome != scenarios::SavedOutcome::reproduced) {
    resources.output.write(printable(path) + ": " + comparison(replay.value().result, style));
    return exit_code(replay.value().result.outcome);
  }
  if (saved.content.verdict == model::name(model::Verdict::holds) ||
      saved.content.verdict == model::name(model::Verdict::undecided)) {
    return refuse({fmt::format("{}: records \"{}\"; only a schedule that fails can be made small",
                               path, saved.content.verdict)});
  }
  if (const auto error = in_the_way(path, arguments.out)) return refuse(*error);
  const Result<scenarios::Scenario> scenario = scenarios::embedded_scenario(saved.content, path);
  if (!scenario) return refuse(scenario.error());
  const auto cell =
      std::ranges::find(scenario.value().cells, saved.content.cell, &scenarios::Cell::name);
  const auto shrunk = scenarios::shrink({scenario.value(), *cell, replay.value().result.property,
                                         saved.content.choices, arguments.budget,
                                         [&] { return interrupt.requested().load(); }});
  if (!shrunk) return refuse(shrunk.error());
  const std::string to = place_of(path, arguments.out);
  const bool smaller = shrunk.value().after < shrunk.value().before;
  if (smaller && to == path) {
    if (const auto error = scenarios::keep_original(path)) return refuse(*error);
  }
  if (smaller || to != path) {
    if (const auto error = save(to, saved, shrunk.value(), resources)) return refuse(*error);
  }
  resources.output.write(shrink_report(path, shrunk.value(), to, style));
  return shrunk.value().finished ? ExitCode::as_expected : ExitCode::inconclusive;
}

}  // namespace

ExitCode run_shrink(const ShrinkArguments& arguments, const Resources& resources) {
  const Interrupt interrupt;
  std::vector<ExitCode> codes;
  for (const std::string& path : arguments.paths) {
    codes.push_back(shrink_file(path, arguments, interrupt, resources));
    if (interrupt.requested().load()) return ExitCode::interrupted;
  }
  return first_of(codes);
}

}  // namespace stalemate::reports::cli
