#include "reports/html/matrix_table.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/html/markup.h"
#include "reports/matrix.h"

namespace stalemate::reports::html {

namespace {

using scenarios::CellResult;
using scenarios::ExitCode;

void add_new(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::string field(const CellResult& cell, const std::string& id) {
  std::string findings;
  for (const std::string& finding : findings_of(cell)) {
    findings += fmt::format("<span>{}</span>", text(finding));
  }
  return fmt::format(
      "<td class=\"{}\"><a href=\"#{}\"><b class=\"sign\" aria-hidden=\"true\">{}</b> {}<span "
      "class=\"hidden\"> ({})</span></a></td>",
      class_of_cell(cell), id, mark_of(exit_code(cell)), findings, standing_words(cell));
}

std::string table(const std::string& caption, const std::string& head, const std::string& body) {
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table "
      "class=\"matrix\"><caption>{0}</caption>\n<thead>{1}</thead>\n<tbody>\n{2}</tbody></table>"
      "</div>\n",
      caption, head, body);
}

std::string list(const scenarios::ScenarioResult& scenario, const std::vector<std::string>& ids) {
  std::string body;
  for (std::size_t index = 0; index < scenario.cells.size(); ++index) {
    const CellResult& cell = scenario.cells[index];
    body += fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n",
                        cell.name.empty() ? "the scenario" : name_text(cell.name),
                        field(cell, ids[index]));
  }
  return table(fmt::format("What was found in {}", name_text(scenario.name)),
               "<tr><th scope=\"col\">cell</th><th scope=\"col\">found</th></tr>", body);
}

}  // namespace

const char* standing_words(const CellResult& cell) {
  switch (exit_code(cell)) {
    case ExitCode::as_expected:
      return "as expected";
    case ExitCode::inconclusive:
      return "inconclusive";
    case ExitCode::vacuous:
      return "vacuous: nothing was shown";
    default:
      return "differs from what is expected";
  }
}

const char* class_of_cell(const CellResult& cell) {
  const ExitCode code = exit_code(cell);
  const bool violated = std::any_of(
      cell.properties.begin(), cell.properties.end(), [](const scenarios::PropertyResult& one) {
        return one.found == model::Verdict::violated || one.found == model::Verdict::uncached;
      });
  if (code == ExitCode::inconclusive || code == ExitCode::vacuous) return "doubt";
  if (code != ExitCode::as_expected) return "differs";
  if (violated) return "violated";
  const bool proved = cell.proof.standing == scenarios::ProofStanding::decided;
  return proved ? "proved" : "none";
}

std::string matrix_table(const scenarios::ScenarioResult& scenario,
                         const std::vector<std::string>& ids) {
  if (scenario.cells.empty()) return "";
  const bool has_axes =
      std::all_of(scenario.cells.begin(), scenario.cells.end(),
                  [](const CellResult& cell) { return cell.position.size() > 1; });
  if (!has_axes) return list(scenario, ids);
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (std::size_t index = 0; index < scenario.cells.size(); ++index) {
    const CellResult& cell = scenario.cells[index];
    add_new(rows, cell.position.front().second);
    add_new(columns, column_name(cell));
    places[{cell.position.front().second, column_name(cell)}] = index;
  }
  // The longer axis runs down: a page is scrolled that way.
  const bool turned = columns.size() > rows.size();
  if (turned) std::swap(rows, columns);
  std::string head = fmt::format(
      "<tr><td>{}</td>", turned ? "" : name_text(scenario.cells.front().position.front().first));
  for (const std::string& column : columns) {
    head += fmt::format("<th scope=\"col\">{}</th>", name_text(column));
  }
  std::string body;
  for (const std::string& row : rows) {
    body += fmt::format("<tr><th scope=\"row\">{}</th>", name_text(row));
    for (const std::string& column : columns) {
      const auto found = places.find(turned ? std::pair{column, row} : std::pair{row, column});
      body += found == places.end() ? "<td></td>"
                                    : field(scenario.cells[found->second], ids[found->second]);
    }
    body += "</tr>\n";
  }
  return table(fmt::format("What was found in {}", name_text(scenario.name)), head + "</tr>", body);
}

}  // namespace stalemate::reports::html
