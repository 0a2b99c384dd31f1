#include "reports/console.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/evidence.h"
#include "reports/matrix.h"
#include "reports/remarks.h"
#include "reports/replay_command.h"
#include "reports/sentences.h"
#include "reports/shrink_report.h"
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
  text = hanging("", text, Colour::none, style);
  if (options.shard.whole()) return text;
  return text + hanging("", shard_words(result) + ".", Colour::none, style);
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
  text += hanging(fmt::format("{}{:>11}  ", deeper, ""), story.remark, Colour::faint, style);
  if (!violation.shrunk) return text;
  return text + hanging(fmt::format("{}{:>11}  ", deeper, ""),
                        fmt::format("({})", shrink_words(*violation.shrunk)), Colour::faint, style);
}

/// How much is told of expected violations.
enum class Detail { commands, first_story, stories };

/// What one property says, where there is more to say than that nothing was found.
std::string property_section(const PropertyResult& property, const CellResult& cell,
                             const SeedSource& source, bool with_story, const Style& style) {
  std::string sentence =
      fmt::format("{}: {}: {}", cell.name, model::name(property.property), summary(property, cell));
  const ExitCode code = exit_code(property.outcome);
  const Violation* const shown = shown_by(property);
  if (shown != nullptr) {
    const bool in_turn = source.strategy == scenarios::Strategy::automatic;
    const char* const by = model::name(strategy_of(source.strategy, shown->seed));
    sentence += fmt::format(" (seed {}{}: {})", shown->seed, in_turn ? fmt::format(", {}", by) : "",
                            place_of(shown->finding));
  }
  std::string text = marked(code, sentence + ".", style);
  if (with_story && shown != nullptr) text += story_text(*shown, cell, style);
  const std::string command = evidence_command(property, cell, source, style);
  if (!command.empty()) text += below(command);
  if (property.outcome == scenarios::Outcome::contradiction && !cell.proof.certificate.empty()) {
    text += below(certificate_command(property, cell.proof, style));
  }
  return text;
}

/// One cell after the other: first what differs or is in doubt, in full; what is as expected gets
/// as much room as the detail gives it.
class Details {
 public:
  Details(const ScenarioResult& scenario, scenarios::Strategy strategy, Detail detail,
          const Style& style)
      : scenario_(&scenario), strategy_(strategy), detail_(detail), style_(&style) {}

  std::string text() {
    for (const CellResult& cell : scenario_->cells) add(cell);
    if (commands_.empty()) return text_;
    return text_ + "  = expected violations, each shown by:\n" + commands_;
  }

 private:
  void add(const CellResult& cell) {
    if (const auto& found = cell.non_determinism) {
      text_ +=
          marked(ExitCode::not_deterministic,
                 fmt::format("{}: not deterministic: two runs of seed {} gave the traces {} and "
                             "{}; {}.",
                             cell.name, found->seed, hash_text(found->first_hash),
                             hash_text(found->second_hash), found->difference),
                 *style_);
    }
    for (const PropertyResult& property : cell.properties) add(property, cell);
    // The matrix says already that a cell was not run.
    if (cell.schedules > 0 && !vacuity(cell).empty()) {
      text_ += marked(ExitCode::vacuous, fmt::format("{}: {}.", cell.name, vacuity(cell)), *style_);
    }
  }

  void add(const PropertyResult& property, const CellResult& cell) {
    const ExitCode code = exit_code(property.outcome);
    const bool as_expected = code == ExitCode::as_expected;
    const bool nothing_found = as_expected && property.found == model::Verdict::holds;
    if (nothing_found || code == ExitCode::vacuous) return;
    const SeedSource source{scenario_->path, cell.name, strategy_};
    if (as_expected && detail_ == Detail::commands) {
      const std::string command = evidence_command(property, cell, source, *style_);
      commands_ += command.empty() ? "" : below(command);
      return;
    }
    const bool with_story = !as_expected || !story_told_ || detail_ == Detail::stories;
    text_ += property_section(property, cell, source, with_story, *style_);
    if (!property.violations.empty()) story_told_ = true;
  }

  const ScenarioResult* scenario_;
  scenarios::Strategy strategy_;
  Detail detail_;
  const Style* style_;
  std::string text_;
  std::string commands_;
  bool story_told_ = false;
};

/// " (about 1.1 to 38.4 million transitions)", of cells whose proofs are too large.
std::string sizes_of(const std::vector<const CellResult*>& cells) {
  const auto smaller = [](const CellResult* left, const CellResult* right) {
    return left->proof.transitions < right->proof.transitions;
  };
  const auto [least, most] = std::minmax_element(cells.begin(), cells.end(), smaller);
  if ((*most)->proof.transitions <= 0) return "";
  const std::string low = fmt::format("{:.1f}", (*least)->proof.transitions / 1e6);
  const std::string high = fmt::format("{:.1f}", (*most)->proof.transitions / 1e6);
  return fmt::format(" (about {} million transitions)",
                     low == high ? low : fmt::format("{} to {}", low, high));
}

/// Which cells were proved, and why others were not; nothing if nobody asked.
std::string proofs_section(const ScenarioResult& scenario, const Style& style) {
  constexpr std::size_t most_names = 3;
  std::size_t proved = 0;
  std::map<std::string, std::vector<const CellResult*>> sampled;  // by reason
  for (const CellResult& cell : scenario.cells) {
    if (cell.proof.standing == scenarios::ProofStanding::decided) ++proved;
    const std::string reason = why_not_proved(cell.proof);
    if (!reason.empty()) sampled[reason].push_back(&cell);
  }
  std::string text;
  if (proved > 0) {
    text += hanging("  ",
                    fmt::format("proved or disproved, besides sampled: {} of {}", proved,
                                counted(scenario.cells.size(), "cell")),
                    Colour::faint, style);
  }
  for (const auto& [reason, cells] : sampled) {
    std::string names;
    for (const CellResult* cell : cells) names += (names.empty() ? "" : "; ") + cell->name;
    if (cells.size() > most_names) names = counted(cells.size(), "cell");
    if (cells.size() == scenario.cells.size()) names = "all cells";
    text += hanging("  ", fmt::format("only sampled: {}: {}{}", names, reason, sizes_of(cells)),
                    Colour::faint, style);
  }
  return text.empty() ? text : "\n" + text;
}

std::string scenario_section(const ScenarioResult& scenario, scenarios::Strategy strategy,
                             Detail detail, const Style& style) {
  std::string text =
      "\n" + hanging("", fmt::format("{} ({})", scenario.name, scenario.path), Colour::none, style);
  if (!scenario.about.empty()) text += hanging("", scenario.about, Colour::faint, style);
  text += "\n" + matrix_of(scenario, style) + proofs_section(scenario, style);
  const std::string details = Details(scenario, strategy, detail, style).text();
  return details.empty() ? text : text + "\n" + details;
}

/// A handler that never serves anything fresh heals for ever, and breaks no property.
bool never_hits(const ScenarioResult& scenario) {
  std::uint64_t schedules = 0;
  for (const CellResult& cell : scenario.cells) {
    if (cell.any_hit) return false;
    if (cell.config.handler.program) schedules += cell.schedules;
  }
  return schedules > 0;
}

std::string never_hits_words(const ScenarioResult& scenario) {
  return printable(scenario.path) +
         ": no request was served a HIT in any schedule: the handler never takes an entry for "
         "fresh, its get() fails (replay tells what it says), or the requests are too far apart";
}

std::string summary_section(const CampaignResult& result, const Style& style) {
  std::map<char, std::size_t> cells;  // by mark
  std::size_t total = 0;
  std::uint32_t requests = 0;  // that overlap in proofs
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const CellResult& cell : scenario.cells) {
      ++cells[mark_of(exit_code(cell))];
      const bool proved = cell.proof.standing == scenarios::ProofStanding::decided;
      if (proved) requests = cell.proof.bounds.requests_per_burst;
    }
    total += scenario.cells.size();
  }
  std::string line = fmt::format(
      "{}: {} as expected (=), {} differ (!), {} inconclusive (?), {} vacuous (-). "
      "\"none in N\": not found in N schedules.",
      counted(total, "cell"), cells['='], cells['!'], cells['?'], cells['-']);
  if (requests > 0) {
    line += fmt::format(
        " \"proved: n\": heals within n due bursts, for bursts of at most {}, not for unbroken "
        "overlap.",
        counted(requests, "request"));
  }
  std::string text = "\n" + hanging("", line, Colour::none, style);
  for (const std::string& folder : result.empty_folders) {
    text += hanging("", folder + ": this folder holds no scenario", Colour::doubtful, style);
  }
  for (const std::string& problem : result.problems) {
    text += hanging("", problem, Colour::bad, style);
  }
  for (const ScenarioResult& scenario : result.scenarios) {
    // Another shard may have seen one.
    if (!result.options.shard.whole() || !never_hits(scenario)) continue;
    text += hanging("", never_hits_words(scenario), Colour::doubtful, style);
  }
  for (const ScenarioResult& scenario : result.scenarios) {
    for (const std::string& remark : remarks_on(scenario)) {
      text += hanging("", printable(remark), Colour::doubtful, style);
    }
  }
  const ExitCode code = exit_code(result);
  const std::string part = result.options.shard.whole() ? "" : shard_words(result) + ": ";
  text +=
      hanging("", fmt::format("{}{} (exit code {})", part, meaning(code), static_cast<int>(code)),
              colour_of(code), style);
  if (part.empty()) return text;
  return text + hanging("", "the whole is judged by stalemate merge, once all shards are done",
                        Colour::none, style);
}

}  // namespace

std::string console_report(const CampaignResult& result, const scenarios::Versions& versions,
                           const Style& style, bool verbose) {
  const Detail usual = result.scenarios.size() == 1 ? Detail::first_story : Detail::commands;
  const Detail detail = verbose ? Detail::stories : usual;
  std::string text = head(result, versions, style) + saved_section(result, style);
  for (const ScenarioResult& scenario : result.scenarios) {
    if (scenario.cells.empty()) continue;  // those of other shards
    text += scenario_section(scenario, result.options.strategy, detail, style);
  }
  return text + summary_section(result, style);
}

}  // namespace stalemate::reports
