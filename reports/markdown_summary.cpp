#include "reports/markdown_summary.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reports/evidence.h"
#include "reports/explain_report.h"
#include "reports/markdown.h"
#include "reports/matrix.h"
#include "reports/remarks.h"
#include "reports/sentences.h"
#include "scenarios/campaign/exit_code.h"

namespace stalemate::reports {

namespace {

using scenarios::CampaignResult;
using scenarios::CellResult;
using scenarios::ExitCode;
using scenarios::PropertyResult;
using scenarios::ScenarioResult;

std::string code_block(const std::string& command) {
  return command.empty() ? "" : fmt::format("  ```sh\n  {}\n  ```\n", printable(command));
}

std::string markdown_field(const CellResult& cell) {
  const ExitCode code = exit_code(cell);
  std::string words;
  for (const std::string& finding : findings_of(cell)) {
    words += (words.empty() ? "" : "<br>") + markdown_text(finding);
  }
  const bool good = code == ExitCode::as_expected;
  return good ? fmt::format("{} {}", mark_of(code), words)
              : fmt::format("**{} {}**", mark_of(code), words);
}

std::size_t place_in(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

std::string markdown_line(const std::vector<std::string>& fields) {
  std::string line = "|";
  for (const std::string& field : fields) line += " " + field + " |";
  return line + "\n";
}

/// Rows are the values of the first axis, columns all the others, or the other way round.
std::string matrix_in_markdown(const ScenarioResult& scenario) {
  if (scenario.cells.empty()) return "";
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::map<std::pair<std::size_t, std::size_t>, std::string> fields;
  for (const CellResult& cell : scenario.cells) {
    std::string row = cell.name;
    std::string column;
    for (std::size_t axis = 0; axis < cell.position.size(); ++axis) {
      if (axis == 0) row = cell.position[axis].second;
      if (axis > 0) column += (column.empty() ? "" : " / ") + cell.position[axis].second;
    }
    fields[{place_in(rows, row), place_in(columns, column)}] = markdown_field(cell);
  }
  const bool turned = columns.size() > rows.size();
  const std::vector<std::string>& down = turned ? columns : rows;
  const std::vector<std::string>& across = turned ? rows : columns;
  std::vector<std::string> head{""};
  for (const std::string& name : across) head.push_back(markdown_text(name));
  const auto& position = scenario.cells.front().position;
  if (!turned && !position.empty()) head[0] = markdown_text(position.front().first);
  std::string text =
      markdown_line(head) + markdown_line(std::vector<std::string>(head.size(), "---"));
  for (std::size_t below = 0; below < down.size(); ++below) {
    std::vector<std::string> line{markdown_text(down[below])};
    for (std::size_t beside = 0; beside < across.size(); ++beside) {
      line.push_back(fields[turned ? std::pair{beside, below} : std::pair{below, beside}]);
    }
    text += markdown_line(line);
  }
  return text;
}

class Summary {
 public:
  Summary(const CampaignResult& result, const Style& style, std::size_t longest)
      : result_(&result), style_(&style), longest_(longest) {}

  std::string text(const scenarios::Versions& versions) {
    text_ = head(versions);
    add_differences();
    for (const ScenarioResult& scenario : result_->scenarios) {
      add(section_of(scenario), "the matrix of a scenario");
    }
    for (const auto& [scenario, cell, property] : stories_) {
      add(story_of(*scenario, *cell, *property), "a story");
    }
    for (const auto& [what, count] : left_out_) {
      text_ += fmt::format("\n{} {} left out here, for want of room; the reports have all.\n",
                           counted(count, "time"), what + " was");
    }
    return text_;
  }

 private:
  struct Story {
    const ScenarioResult* scenario;
    const CellResult* cell;
    const PropertyResult* property;
  };

  void add(const std::string& part, const std::string& what) {
    constexpr std::size_t room_for_what_was_cut = 400;
    if (text_.size() + part.size() + room_for_what_was_cut <= longest_) {
      text_ += part;
    } else {
      ++left_out_[what];
    }
  }

  std::string head(const scenarios::Versions& versions) const {
    std::map<char, std::size_t> cells;  // by mark
    std::size_t total = 0;
    for (const ScenarioResult& scenario : result_->scenarios) {
      for (const CellResult& cell : scenario.cells) ++cells[mark_of(exit_code(cell))];
      total += scenario.cells.size();
    }
    const ExitCode code = exit_code(*result_);
    std::string text = fmt::format("## Stalemate: {}\n\n", meaning(code));
    text += fmt::format(
        "{}: {} as expected (=), {} differ (!), {} inconclusive (?), {} vacuous (-). {} for each "
        "cell; \"none in N\": not found in N schedules; \"proved: n\": heals within n due bursts. "
        "stalemate {}, model {}, exit code {}.\n",
        counted(total, "cell"), cells['='], cells['!'], cells['?'], cells['-'],
        counted(result_->options.seeds, "schedule"), versions.stalemate, versions.model_hash,
        static_cast<int>(code));
    for (const std::string& folder : result_->empty_folders) {
      text += fmt::format("\n{}: this folder holds no scenario.\n", markdown_text(folder));
    }
    for (const std::string& problem : result_->problems) {
      text += fmt::format("\n{}\n", markdown_text(problem));
    }
    for (const ScenarioResult& scenario : result_->scenarios) {
      for (const std::string& remark : remarks_on(scenario)) {
        text += fmt::format("\n{}.\n", markdown_text(remark));
      }
    }
    return text;
  }

  void add_difference(ExitCode code, const std::string& sentence, const std::string& command) {
    if (!any_difference_) text_ += "\n### What differs, or is in doubt\n\n";
    any_difference_ = true;
    add(fmt::format("- **{}** {}.\n{}", mark_of(code), markdown_text(sentence),
                    code_block(command)),
        "something that differs");
  }

  void add_differences() {
    for (const scenarios::SavedResult& saved : result_->saved) {
      const ExitCode code = exit_code(saved.outcome);
      if (code == ExitCode::as_expected) continue;
      add_difference(code,
                     fmt::format("{} ({}, {}, {}): {}", saved.file, saved.scenario, saved.cell,
                                 model::name(saved.property), summary(saved)),
                     replay_command(saved.file, *style_));
    }
    for (const ScenarioResult& scenario : result_->scenarios) {
      for (const CellResult& cell : scenario.cells) add_differences_of(scenario, cell);
    }
    if (result_->saved.empty()) return;
    text_ += fmt::format("\n{} replayed.\n", counted(result_->saved.size(), "saved schedule"));
  }

  void add_differences_of(const ScenarioResult& scenario, const CellResult& cell) {
    const std::string place = fmt::format("{}, {}", scenario.name, cell.name);
    if (const auto& found = cell.non_determinism) {
      add_difference(ExitCode::not_deterministic,
                     fmt::format("{}: not deterministic: two runs of seed {} differ; {}", place,
                                 found->seed, found->difference),
                     "");
    }
    for (const PropertyResult& property : cell.properties) {
      const ExitCode code = exit_code(property.outcome);
      if (code == ExitCode::as_expected || code == ExitCode::vacuous) continue;
      add_difference(
          code,
          fmt::format("{}: {}: {}", place, model::name(property.property), summary(property, cell)),
          evidence_command(property, cell, {scenario.path, cell.name, result_->options.strategy},
                           *style_));
      if (shown_by(property) != nullptr) stories_.push_back({&scenario, &cell, &property});
    }
    const std::string vacuous = vacuity(cell);
    if (!vacuous.empty()) add_difference(ExitCode::vacuous, place + ": " + vacuous, "");
  }

  std::string section_of(const ScenarioResult& scenario) const {
    std::size_t expected = 0;
    for (const CellResult& cell : scenario.cells) {
      expected += static_cast<std::size_t>(std::count_if(
          cell.properties.begin(), cell.properties.end(), [](const PropertyResult& property) {
            return property.outcome == scenarios::Outcome::as_expected &&
                   property.found != model::Verdict::holds;
          }));
    }
    std::string text = fmt::format("\n### {} ({})\n\n", markdown_text(scenario.name),
                                   markdown_text(scenario.path));
    if (!scenario.about.empty()) text += markdown_text(scenario.about) + "\n\n";
    text += matrix_in_markdown(scenario);
    if (expected > 0) text += fmt::format("\n{}.\n", counted(expected, "expected violation"));
    return text;
  }

  std::string story_of(const ScenarioResult& scenario, const CellResult& cell,
                       const PropertyResult& property) const {
    const scenarios::Violation& shown = *shown_by(property);
    const auto replay = replay_of(shown, cell);
    if (!replay || shown.schedule_file.empty()) return "";
    const ReplaySubject subject{scenario.name, cell.name, shown.seed, shown.schedule_file, {}};
    return "\n" + explain_markdown(subject, explain(*replay, std::nullopt), *replay, *style_);
  }

  const CampaignResult* result_;
  const Style* style_;
  std::size_t longest_;
  std::string text_;
  bool any_difference_ = false;
  std::vector<Story> stories_;
  std::map<std::string, std::size_t> left_out_;  // what, and how often
};

}  // namespace

std::string markdown_summary(const CampaignResult& result, const scenarios::Versions& versions,
                             const Style& style, std::size_t longest) {
  return Summary(result, style, longest).text(versions);
}

}  // namespace stalemate::reports
