#include "reports/console.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/matrix.h"
#include "reports/replay_command.h"
#include "reports/sentences.h"
#include "reports/story.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

namespace {

using scenarios::CampaignResult;
using scenarios::CellResult;
using scenarios::ExitCode;
using scenarios::PropertyResult;
using scenarios::ScenarioResult;
using scenarios::Violation;

/// Of what belongs to the sentence above it.
constexpr std::string_view deeper = "      ";

std::string head(const CampaignResult& result, const scenarios::Versions& versions,
                 const Style& style) {
  const scenarios::Options& options = result.options;
  std::string text =
      fmt::format("stalemate {}, model {}: ", versions.stalemate, versions.model_hash);
  if (options.seeds == 0) {
    text += "no schedules asked for";
  } else {
    text += fmt::format("{} for each cell, {}, seeds {} to {}", counted(options.seeds, "schedule"),
                        model::name(options.strategy), options.base_seed,
                        options.base_seed + options.seeds - 1);
  }
  if (options.budget_seconds) text += fmt::format(", within {} s", *options.budget_seconds);
  return hanging("", text, Colour::none, style);
}

/// On a line of its own, below what it shows again.
std::string below(const std::string& command) { return fmt::format("{}{}\n", deeper, command); }

/// A line of its own, marked like the cells of a matrix.
std::string marked(ExitCode code, const std::string& sentence, const Style& style) {
  const Colour colour = code == ExitCode::as_expected ? Colour::none : colour_of(code);
  return hanging(fmt::format("  {} ", mark_of(code)), sentence, colour, style);
}

std::string saved_section(const CampaignResult& result, const Style& style) {
  if (result.saved.empty()) return "";
  std::string details;
  std::size_t good = 0;
  for (const scenarios::SavedResult& saved : result.saved) {
    const ExitCode code = exit_code(saved.outcome);
    const bool as_recorded = code == ExitCode::as_expected;
    if (as_recorded) ++good;
    if (as_recorded && !saved.scenario_changed) continue;
    const char* changed =
        saved.scenario_changed ? "; the scenario's file has changed since it was saved" : "";
    details += marked(code,
                      fmt::format("{} ({}, {}, {}): {}{}.", saved.file, saved.scenario, saved.cell,
                                  model::name(saved.property), summary(saved), changed),
                      style);
    if (!as_recorded) details += below(replay_command(saved.file, style));
  }
  return fmt::format("\n{} replayed, {} as recorded\n",
                     counted(result.saved.size(), "saved schedule"), good) +
         details;
}

std::string story_text(const Violation& violation, const CellResult& cell, const Style& style) {
  if (violation.transcript.events.empty()) return "";
  const Story story = story_of(violation, cell.config);
  std::string text;
  for (const StoryStep& step : story.steps) {
    text += hanging(fmt::format("{}{:>11}  ", deeper, step.time), step.text, Colour::faint, style);
  }
  return text + hanging(fmt::format("{}{:>11}  ", deeper, ""), story.remark, Colour::faint, style);
}

/// What one property says, where there is more to say than that nothing was found.
std::string property_section(const PropertyResult& property, const CellResult& cell,
                             const SeedSource& source, bool with_story, const Style& style) {
  std::string sentence =
      fmt::format("{}: {}: {}", cell.name, model::name(property.property), summary(property, cell));
  const auto shown = std::find_if(
      property.violations.begin(), property.violations.end(),
      [&property](const Violation& violation) { return violation.verdict == property.found; });
  const ExitCode code = exit_code(property.outcome);
  if (shown == property.violations.end()) return marked(code, sentence + ".", style);

  sentence += fmt::format(" (seed {}: {}).", shown->seed, place_of(shown->finding));
  std::string text = marked(code, sentence, style);
  if (with_story) text += story_text(*shown, cell, style);
  return text + below(replay_command(*shown, source, style));
}

/// @param story_told whether the scenario has told one already; kept up to date
std::string cell_section(const CellResult& cell, const SeedSource& source, bool& story_told,
                         const Style& style) {
  std::string text;
  if (const auto& found = cell.non_determinism) {
    text += marked(ExitCode::not_deterministic,
                   fmt::format("{}: not deterministic: two runs of seed {} gave the traces {} and "
                               "{}; {}.",
                               cell.name, found->seed, hash_text(found->first_hash),
                               hash_text(found->second_hash), found->difference),
                   style);
  }
  for (const PropertyResult& property : cell.properties) {
    const ExitCode code = exit_code(property.outcome);
    const bool nothing_found = code == ExitCode::as_expected && property.violations.empty();
    if (nothing_found || code == ExitCode::vacuous) continue;
    const bool with_story = code == ExitCode::differs || !story_told;
    text += property_section(property, cell, source, with_story, style);
    if (!property.violations.empty()) story_told = true;
  }
  // The matrix says already that a cell was not run.
  if (cell.schedules > 0 && !vacuity(cell).empty()) {
    text += marked(ExitCode::vacuous, fmt::format("{}: {}.", cell.name, vacuity(cell)), style);
  }
  return text;
}

std::string scenario_section(const ScenarioResult& scenario, scenarios::Strategy strategy,
                             const Style& style) {
  std::string text =
      "\n" + hanging("", fmt::format("{} ({})", scenario.name, scenario.path), Colour::none, style);
  if (!scenario.about.empty()) text += hanging("", scenario.about, Colour::faint, style);
  text += "\n" + matrix_of(scenario, style);
  std::string details;
  bool story_told = false;
  for (const CellResult& cell : scenario.cells) {
    details += cell_section(cell, {scenario.path, cell.name, strategy}, story_told, style);
  }
  return details.empty() ? text : text + "\n" + details;
}

std::string summary_section(const CampaignResult& result, const Style& style) {
  std::map<char, std::size_t> cells;  // by mark
  std::size_t total = 0;
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const CellResult& cell : scenario.cells) ++cells[mark_of(exit_code(cell))];
    total += scenario.cells.size();
  }
  std::string text = "\n";
  text +=
      hanging("",
              fmt::format("{}: {} as expected (=), {} differ (!), {} inconclusive (?), {} "
                          "vacuous (-). \"none in N\": not found in N schedules.",
                          counted(total, "cell"), cells['='], cells['!'], cells['?'], cells['-']),
              Colour::none, style);
  for (const std::string& folder : result.empty_folders) {
    text += hanging("", folder + ": this folder holds no scenario", Colour::doubtful, style);
  }
  for (const std::string& problem : result.problems) {
    text += hanging("", problem, Colour::bad, style);
  }
  const ExitCode code = exit_code(result);
  return text + hanging("", fmt::format("{} (exit code {})", meaning(code), static_cast<int>(code)),
                        colour_of(code), style);
}

}  // namespace

std::string console_report(const CampaignResult& result, const scenarios::Versions& versions,
                           const Style& style) {
  std::string text = head(result, versions, style) + saved_section(result, style);
  for (const ScenarioResult& scenario : result.scenarios) {
    text += scenario_section(scenario, result.options.strategy, style);
  }
  return text + summary_section(result, style);
}

}  // namespace stalemate::reports
