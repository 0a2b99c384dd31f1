#include "reports/remarks.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/text.h"

namespace stalemate::reports {

namespace {

using scenarios::BoundedRemark;
using scenarios::BoundedRemarks;
using scenarios::CellResult;
using scenarios::Remark;
using scenarios::Remarks;

/// One kind of remark.
struct Kind {
  Remark Remarks::*of_cell;
  std::string model::ScriptRemarks::*of_run;
  std::vector<BoundedRemark> BoundedRemarks::*of_proof;
  /// @param share " in so many schedules", or empty
  /// @param first where it is the text, such as "in seed 3"
  std::string (*of_several)(const std::string& text, const std::string& share,
                            const std::string& first);
  std::string (*in_run)(const std::string& text);
};

/// " in 3 of 20 schedules"
std::string share_of(const Remark& remark, const CellResult& cell) {
  return fmt::format(" in {} of {}", remark.schedules, counted(cell.schedules, "schedule"));
}

std::string in_cell(const Kind& kind, const Remark& remark, const CellResult& cell) {
  return kind.of_several(remark.text, share_of(remark, cell),
                         fmt::format("in seed {}", remark.seed));
}

std::string in_proof(const Kind& kind, const BoundedRemark& remark) {
  const std::string way = fmt::format(
      "after {}, {}, {}{}", counted(remark.requests, "request"), counted(remark.faults, "fault"),
      counted(remark.steps, "macro-step"), remark.calm ? ", then calm traffic" : "");
  return kind.of_several(remark.text, "", way);
}

// Whoever catches the error of what is not simulated goes on without, and its verdict is another.
constexpr Kind refusal{
    &Remarks::refusal, &model::ScriptRemarks::refusal, &BoundedRemarks::refusals,
    [](const std::string& text, const std::string&, const std::string& first) {
      return fmt::format(
          "{} (first {}), and the handler goes on: what is said of it may not hold in production",
          text, first);
    },
    [](const std::string& text) { return text + ": production may do otherwise"; }};

constexpr Kind error{
    &Remarks::error, &model::ScriptRemarks::error, &BoundedRemarks::errors,
    [](const std::string& text, const std::string& share, const std::string& first) {
      return fmt::format("the handler throws{}, first {}: {}", share, first, text);
    },
    [](const std::string& text) { return "the handler throws: " + text; }};

constexpr Kind hang{
    &Remarks::hang, &model::ScriptRemarks::hang, &BoundedRemarks::hangs,
    [](const std::string& text, const std::string& share, const std::string& first) {
      return fmt::format("requests hang{}, first {}: {}", share, first, text);
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

std::vector<std::string> remarks_on(const BoundedRemarks& told) {
  std::vector<std::string> sentences;
  for (const Kind& kind : kinds) {
    for (const BoundedRemark& remark : told.*kind.of_proof) {
      sentences.push_back(in_proof(kind, remark));
    }
  }
  return sentences;
}

std::vector<std::string> remarks_on(const CellResult& cell) {
  std::vector<std::string> sentences;
  for (const Kind& kind : kinds) {
    const Remark& remark = cell.remarks.*kind.of_cell;
    if (remark.schedules > 0) sentences.push_back(in_cell(kind, remark, cell));
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
                                       in_cell(kind, first->remarks.*kind.of_cell, *first));
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
