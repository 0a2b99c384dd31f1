#include "reports/annotations.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "reports/remarks.h"
#include "reports/sentences.h"
#include "reports/text.h"
#include "scenarios/campaign/exit_code.h"
#include "scenarios/format/line_of_place.h"
#include "sim/hash.h"

namespace stalemate::reports {

namespace {

using scenarios::CampaignResult;
using scenarios::CellResult;
using scenarios::ExitCode;
using scenarios::PropertyResult;
using scenarios::ScenarioResult;

using Tokens = std::vector<std::string>;

/// What stands behind the second "::" as data, or before it as a property's value.
std::string escaped(std::string_view text, bool is_property) {
  std::string result;
  for (const char letter : printable(text)) {
    const bool special = letter == '%' || (is_property && (letter == ':' || letter == ','));
    if (special) {
      result += fmt::format("%{:02X}", static_cast<unsigned>(letter));
    } else {
      result += letter;
    }
  }
  return result;
}

struct Annotation {
  ExitCode code = ExitCode::differs;
  std::string file;
  std::size_t line = 1;
  std::string title;
  std::string message;

  bool is_warning() const { return code == ExitCode::inconclusive || code == ExitCode::vacuous; }
};

std::string command_of(const Annotation& annotation) {
  return fmt::format("::{} file={},line={},title={}::{}\n",
                     annotation.is_warning() ? "warning" : "error", escaped(annotation.file, true),
                     annotation.line, escaped(annotation.title, true),
                     escaped(annotation.message, false));
}

/// Where the cell says what it expects of the property, or at least what it is.
std::size_t line_of_expectation(const std::string& text, const CellResult& cell,
                                const PropertyResult* property) {
  std::vector<Tokens> parts{{"cells", cell.name}};
  for (auto axis = cell.position.rbegin(); axis != cell.position.rend(); ++axis) {
    parts.push_back({"matrix", axis->first, axis->second});
  }
  std::vector<Tokens> places;
  if (property != nullptr) {
    std::vector<Tokens> expecting = parts;
    expecting.emplace_back();  // the base
    for (Tokens& tokens : expecting) {
      tokens.insert(tokens.end(), {"expect", model::name(property->property)});
    }
    places = expecting;
  }
  places.insert(places.end(), parts.begin(), parts.end());
  places.push_back({"name"});
  for (const Tokens& tokens : places) {
    if (const auto line = scenarios::format::line_of_place(text, tokens)) return *line;
  }
  return 1;
}

void add_cell(const ScenarioResult& scenario, const CellResult& cell, const AnnotatedFile& file,
              std::vector<Annotation>& annotations) {
  const auto add = [&](ExitCode code, const PropertyResult* property, const std::string& message) {
    annotations.push_back({code, file.name, line_of_expectation(file.text, cell, property),
                           fmt::format("{}, {}", scenario.name, cell.name), message});
  };
  if (const auto& found = cell.non_determinism) {
    add(ExitCode::not_deterministic, nullptr,
        fmt::format("not deterministic: two runs of seed {} differ; {}", found->seed,
                    found->difference));
  }
  for (const PropertyResult& property : cell.properties) {
    const ExitCode code = exit_code(property.outcome);
    if (code == ExitCode::as_expected || code == ExitCode::vacuous) continue;
    add(code, &property,
        fmt::format("{}: {}", model::name(property.property), summary(property, cell)));
  }
  const std::string vacuous = vacuity(cell);
  if (!vacuous.empty()) add(ExitCode::vacuous, nullptr, vacuous);
}

/// Whatever the verdicts: whoever wrote the handler has to hear that it throws.
void add_remarks(const ScenarioResult& scenario, const AnnotatedFile& file,
                 std::vector<Annotation>& annotations) {
  const auto line = scenarios::format::line_of_place(file.text, {"handler"});
  for (const std::string& remark : remarks_on(scenario)) {
    annotations.push_back(
        {ExitCode::inconclusive, file.name, line.value_or(1), scenario.name, remark});
  }
}

/// Those of one level, the last of them saying how many are missing.
std::string shown_of(const std::vector<Annotation>& annotations, bool warnings) {
  std::vector<const Annotation*> level;
  for (const Annotation& annotation : annotations) {
    if (annotation.is_warning() == warnings) level.push_back(&annotation);
  }
  std::string text;
  for (std::size_t index = 0; index < std::min(level.size(), most_annotations); ++index) {
    Annotation shown = *level[index];
    if (index + 1 == most_annotations && level.size() > most_annotations) {
      shown.message +=
          fmt::format(" (and {} more, in the summary)", level.size() - most_annotations);
    }
    text += command_of(shown);
  }
  return text;
}

}  // namespace

std::string without_commands(const std::string& text) {
  if (text.empty()) return text;
  // A word that the text cannot hold, since it follows from all of it; if it should, another.
  std::uint64_t word = sim::hash_bytes(0, std::as_bytes(std::span(text)));
  while (text.find(fmt::format("{:016x}", word)) != std::string::npos) ++word;
  return fmt::format("::stop-commands::{:016x}\n{}{}::{:016x}::\n", word, text,
                     text.back() == '\n' ? "" : "\n", word);
}

std::string github_annotations(const CampaignResult& result, const FileOf& file_of) {
  std::vector<Annotation> annotations;
  for (const scenarios::SavedResult& saved : result.saved) {
    const ExitCode code = exit_code(saved.outcome);
    if (code == ExitCode::as_expected) continue;
    annotations.push_back({code, file_of(saved.file).name, 1,
                           fmt::format("{}, {}", saved.scenario, saved.cell),
                           fmt::format("{}: {}", model::name(saved.property), summary(saved))});
  }
  for (const ScenarioResult& scenario : result.scenarios) {
    const AnnotatedFile file = file_of(scenario.path);
    for (const CellResult& cell : scenario.cells) add_cell(scenario, cell, file, annotations);
    add_remarks(scenario, file, annotations);
  }
  std::stable_sort(
      annotations.begin(), annotations.end(), [](const Annotation& one, const Annotation& other) {
        return one.code != other.code && scenarios::first_of({one.code, other.code}) == one.code;
      });
  std::string text = shown_of(annotations, false) + shown_of(annotations, true);
  for (const std::string& problem : result.problems) text += github_error(problem);
  return text;
}

std::string github_error(const std::string& message) {
  return fmt::format("::error title=stalemate::{}\n", escaped(message, false));
}

}  // namespace stalemate::reports
