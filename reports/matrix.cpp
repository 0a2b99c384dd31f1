#include "reports/matrix.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/sentences.h"

namespace stalemate::reports {

namespace {

using scenarios::CellResult;
using scenarios::ExitCode;

constexpr std::size_t widest_column = 24;
constexpr std::size_t widest_lone_column = 60;
constexpr std::size_t narrowest = 20;  // below that, lines are wider than asked
constexpr std::string_view indentation = "  ";
constexpr std::string_view separator = "  ";

struct Field {
  std::vector<std::string> lines;
  Colour colour = Colour::none;
};
using Row = std::vector<Field>;

Field field_of(std::string_view text, std::size_t width) {
  return {wrapped(printable(text), width)};
}

Field field_of(const CellResult& cell) {
  Field field{{}, colour_of(exit_code(cell))};
  for (const std::string& finding : findings_of(cell)) {
    const char mark = field.lines.empty() ? mark_of(exit_code(cell)) : ' ';
    field.lines.push_back(fmt::format("{} {}", mark, finding));
  }
  return field;
}

std::string row_name(const CellResult& cell) { return cell.position.front().second; }

/// Where `name` stands in the list; added at its end if it is new.
std::size_t place(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

/// The first row holds the names of the columns.
std::vector<Row> rows_of(const scenarios::ScenarioResult& scenario) {
  std::vector<std::string> row_names;
  std::vector<std::string> column_names;
  for (const CellResult& cell : scenario.cells) {
    place(row_names, row_name(cell));
    place(column_names, column_name(cell));
  }
  const std::size_t width = column_names.size() == 1 ? widest_lone_column : widest_column;
  std::vector<Row> rows(row_names.size() + 1, Row(column_names.size() + 1));
  rows[0][0] = field_of(scenario.cells.front().position.front().first, width);
  for (std::size_t column = 0; column < column_names.size(); ++column) {
    rows[0][column + 1] = field_of(column_names[column], width);
  }
  for (const CellResult& cell : scenario.cells) {
    Row& row = rows[place(row_names, row_name(cell)) + 1];
    row[0] = field_of(row_name(cell), width);
    row[place(column_names, column_name(cell)) + 1] = field_of(cell);
  }
  return rows;
}

std::vector<Row> turned_round(const std::vector<Row>& rows) {
  std::vector<Row> turned(rows.front().size(), Row(rows.size()));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      turned[column][row] = rows[row][column];
    }
  }
  // The corner named the first axis, which now runs to the right.
  turned[0][0] = {};
  return turned;
}

std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      for (const std::string& line : row[column].lines) {
        widths[column] = std::max(widths[column], width_of(line));
      }
    }
  }
  return widths;
}

std::size_t total_width(const std::vector<std::size_t>& widths) {
  std::size_t total = indentation.size() + separator.size() * (widths.size() - 1);
  for (const std::size_t width : widths) total += width;
  return total;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string text_of(const Row& row, const std::vector<std::size_t>& widths, const Style& style) {
  std::size_t height = 1;
  for (const Field& field : row) height = std::max(height, field.lines.size());
  std::string text;
  for (std::size_t number = 0; number < height; ++number) {
    std::string line(indentation);
    std::string blanks;  // before the next field that has something to show
    for (std::size_t column = 0; column < row.size(); ++column) {
      const Field& field = row[column];
      const std::string content = number < field.lines.size() ? field.lines[number] : "";
      if (!content.empty()) {
        line += blanks + coloured(content, field.colour, style);
        blanks.clear();
      }
      blanks.append(widths[column] - width_of(content), ' ').append(separator);
    }
    text += without_trailing_blanks(std::move(line)) + "\n";
  }
  return text;
}

std::string table_of(const std::vector<Row>& rows, const std::vector<std::size_t>& widths,
                     const Style& style) {
  std::string rule(indentation);
  for (const std::size_t width : widths) {
    rule.append(width, '-').append(separator);
  }
  std::string text =
      text_of(rows.front(), widths, style) + without_trailing_blanks(std::move(rule)) + "\n";
  for (std::size_t row = 1; row < rows.size(); ++row) text += text_of(rows[row], widths, style);
  return text;
}

std::string list_of(const scenarios::ScenarioResult& scenario, const Style& style) {
  const std::size_t width = std::max(style.width, narrowest) - 2 * indentation.size();
  std::string text;
  for (const CellResult& cell : scenario.cells) {
    const std::vector<std::string> found = findings_of(cell);
    const std::string line = fmt::format("{} {}: {}", mark_of(exit_code(cell)),
                                         printable(cell.name), fmt::join(found, ", "));
    std::string_view indent = indentation;
    for (const std::string& part : wrapped(line, width)) {
      text += fmt::format("{}{}\n", indent, coloured(part, colour_of(exit_code(cell)), style));
      indent = "    ";
    }
  }
  return text;
}

/// How a cell without a violation reads: proved, and where it heals within how many due bursts.
std::string nothing_found(const CellResult& cell) {
  if (cell.proof.standing != scenarios::ProofStanding::decided) {
    return fmt::format("none in {}", cell.schedules);
  }
  const bool of_freshness = std::any_of(cell.properties.begin(), cell.properties.end(),
                                        [](const scenarios::PropertyResult& one) {
                                          return one.property == model::Property::eventually_fresh;
                                        });
  const auto& within = cell.proof.eventually_fresh.within;
  if (!of_freshness) return "proved";
  return within ? fmt::format("proved: {}", *within + 1U) : "proved: heals";
}

}  // namespace

std::string column_name(const CellResult& cell) {
  std::string name;
  for (std::size_t axis = 1; axis < cell.position.size(); ++axis) {
    name += fmt::format("{}{}", name.empty() ? "" : " / ", cell.position[axis].second);
  }
  return name;
}

char mark_of(ExitCode code) {
  switch (code) {
    case ExitCode::as_expected:
      return '=';
    case ExitCode::inconclusive:
      return '?';
    case ExitCode::vacuous:
      return '-';
    default:
      return '!';
  }
}

Colour colour_of(ExitCode code) {
  switch (code) {
    case ExitCode::as_expected:
      return Colour::good;
    case ExitCode::inconclusive:
    case ExitCode::vacuous:
      return Colour::doubtful;
    default:
      return Colour::bad;
  }
}

std::vector<std::string> findings_of(const CellResult& cell) {
  if (cell.schedules == 0) return {"not run"};
  std::vector<std::string> found;
  for (const scenarios::PropertyResult& property : cell.properties) {
    if (property.found == model::Verdict::holds) continue;
    std::string words = short_words(property.property, property.found);
    // The same words of two properties ("undecided") are enough once.
    if (std::find(found.begin(), found.end(), words) == found.end()) {
      found.push_back(std::move(words));
    }
  }
  if (cell.non_determinism) found.emplace_back("not deterministic");
  if (found.empty()) found.push_back(nothing_found(cell));
  if (!cell.unmet_marks.empty()) found.emplace_back("a mark never met");
  return found;
}

std::string matrix_of(const scenarios::ScenarioResult& scenario, const Style& style) {
  if (scenario.cells.empty()) return "";
  const bool has_axes = std::all_of(scenario.cells.begin(), scenario.cells.end(),
                                    [](const CellResult& cell) { return !cell.position.empty(); });
  if (!has_axes) return list_of(scenario, style);
  const std::vector<Row> rows = rows_of(scenario);
  for (const std::vector<Row>& table : {rows, turned_round(rows)}) {
    const std::vector<std::size_t> widths = widths_of(table);
    if (total_width(widths) <= style.width) return table_of(table, widths, style);
  }
  return list_of(scenario, style);
}

}  // namespace stalemate::reports
