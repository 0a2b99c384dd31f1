#include "reports/remarks.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/text.h"

namespace stalemate::reports {

namespace {

using scenarios::CellResult;
using scenarios::Remark;
using scenarios::Remarks;

/// One kind of remark.
struct Kind {
  Remark Remarks::*of_cell;
  std::string model::ScriptRemarks::*of_run;
  std::string (*in_cell)(const Remark& remark, const CellResult& cell);
  std::string (*in_run)(const std::string& text);
};

/// "in 3 of 20 schedules"
std::string share(const Remark& remark, const CellResult& cell) {
  return fmt::format("in {} of {}", remark.schedules, counted(cell.schedules, "schedule"));
}

// Whoever catches the error of what is not simulated goes on without, and its verdict is another.
constexpr Kind refusal{
    &Remarks::refusal, &model::ScriptRemarks::refusal,
    [](const Remark& remark, const CellResult&) {
      return fmt::format(
          "{} (seed {}), and the handler goes on: what is said of it may not hold in production",
          remark.text, remark.seed);
    },
    [](const std::string& text) { return text + ": production may do otherwise"; }};

constexpr Kind error{&Remarks::error, &model::ScriptRemarks::error,
                     [](const Remark& remark, const CellResult& cell) {
                       return fmt::format("the handler throws {}, first in seed {}: {}",
                                          share(remark, cell), remark.seed, remark.text);
                     },
                     [](const std::string& text) { return "the handler throws: " + text; }};

constexpr Kind hang{&Remarks::hang, &model::ScriptRemarks::hang,
                    [](const Remark& remark, const CellResult& cell) {
                      return fmt::format("requests hang {}, first in seed {}: {}",
                                         share(remark, cell), remark.seed, remark.text);
                    },
                    [](const std::string& text) { return "requests hang: " + text; }};

constexpr std::array kinds{error, hang, refusal};

}  // namespace

std::vector<std::string> remarks_on(const model::ScriptRemarks& told) {
  std::vector<std::string> sentences;
  for (const Kind& kind : kinds) {
    const std::string& text = told.*kind.of_run;
    if (!text.empty()) sentences.push_back(kind.in_run(text));
  }
  return sentences;
}

std::vector<std::string> remarks_on(const CellResult& cell) {
  std::vector<std::string> sentences;
  for (const Kind& kind : kinds) {
    const Remark& remark = cell.remarks.*kind.of_cell;
    if (remark.schedules > 0) sentences.push_back(kind.in_cell(remark, cell));
  }
  return sentences;
}

std::vector<std::string> remarks_on(const scenarios::ScenarioResult& scenario) {
  std::vector<std::string> sentences;
  for (const Kind& kind : kinds) {
    const auto shows = [&kind](const CellResult& cell) {
      return (cell.remarks.*kind.of_cell).schedules > 0;
    };
    const auto first = std::ranges::find_if(scenario.cells, shows);
    if (first == scenario.cells.end()) continue;
    std::string sentence = fmt::format("{}, cell {}: {}", scenario.path, first->name,
                                       kind.in_cell(first->remarks.*kind.of_cell, *first));
    const auto others = std::count_if(first + 1, scenario.cells.end(), shows);
    if (others > 0) {
      const auto count = static_cast<std::size_t>(others);
      sentence += fmt::format("; something like it in {}", counted(count, "other cell"));
    }
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace stalemate::reports
