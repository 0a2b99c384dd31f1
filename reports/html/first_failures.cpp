#include "reports/html/first_failures.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/html/markup.h"
#include "reports/sentences.h"
#include "reports/text.h"

namespace stalemate::reports::html {

namespace {

using scenarios::CellResult;
using scenarios::Violation;

constexpr double width_of_bar = 160;

/// Along a scale that doubles at equal distances: whole numbers, so that every machine agrees.
double along(std::uint64_t number, std::uint64_t most) {
  const auto doublings = [](std::uint64_t value) {
    double steps = 0;
    while (value > 1) {
      value = (value + 1) / 2;
      steps += 1;
    }
    return steps;
  };
  return most <= 1 ? 0 : width_of_bar * doublings(number) / std::max(1.0, doublings(most));
}

std::string row(const CellResult& cell, const Violation& violation, std::uint64_t failing,
                const scenarios::Options& options) {
  const std::uint64_t first = violation.seed - options.base_seed + 1;
  const double share = width_of_bar * static_cast<double>(failing) /
                       static_cast<double>(std::max<std::uint64_t>(1, cell.schedules));
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td><svg "
      "class=\"spark\" aria-hidden=\"true\" width=\"168\" height=\"12\" viewBox=\"0 0 168 12\">"
      "<path d=\"M4 6H164\"/><circle cx=\"{}\" cy=\"6\" r=\"4\"/></svg></td><td "
      "class=\"number\">{} "
      "of {}</td><td><svg class=\"spark\" aria-hidden=\"true\" width=\"168\" height=\"12\" "
      "viewBox=\"0 0 168 12\"><rect class=\"all\" x=\"4\" y=\"2\" width=\"160\" "
      "height=\"8\"/><rect "
      "class=\"part\" x=\"4\" y=\"2\" width=\"{}\" height=\"8\"/></svg></td></tr>\n",
      name_text(cell.name), text(short_words(violation.property, violation.verdict)), first,
      pixels(4 + along(first, std::max<std::uint64_t>(first, cell.schedules))), failing,
      cell.schedules, pixels(share));
}

}  // namespace

std::string first_failures(const scenarios::ScenarioResult& scenario,
                           const scenarios::Options& options) {
  std::string rows;
  std::size_t told = 0;
  std::size_t left_out = 0;
  for (const CellResult& cell : scenario.cells) {
    for (const scenarios::PropertyResult& property : cell.properties) {
      for (const Violation& violation : property.violations) {
        if (violation.seed < options.base_seed) continue;
        if (++told > most_first_failures) {
          ++left_out;
          continue;
        }
        rows += row(cell, violation, property.counts[static_cast<std::size_t>(violation.verdict)],
                    options);
      }
    }
  }
  if (rows.empty()) return "";
  if (left_out > 0) {
    rows += fmt::format("<tr><td colspan=\"6\" class=\"cut\">{} more are left out.</td></tr>\n",
                        counted(left_out, "violation"));
  }
  return fmt::format(
      "<details class=\"failures\"><summary><h3>Schedules to the first "
      "failure</h3></summary>\n<div "
      "class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Schedules to the first "
      "failure\"><table class=\"plain\"><caption>Of each violation: which schedule was the first "
      "to "
      "show it (on a scale that doubles), and how many of all did</caption><thead><tr><th "
      "scope=\"col\">cell</th><th scope=\"col\">what</th><th scope=\"col\" colspan=\"2\">first "
      "shown "
      "by schedule number</th><th scope=\"col\" colspan=\"2\">shown by</th></tr></thead><tbody>\n{}"
      "</tbody></table></div></details>\n",
      rows);
}

}  // namespace stalemate::reports::html
