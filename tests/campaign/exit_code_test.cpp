// The exit code is a total function of the result, and its order is that of the documentation.
#include "scenarios/campaign/exit_code.h"

#include <vector>

#include <catch2/catch.hpp>

#include "scenarios/campaign/judge.h"

namespace stalemate::scenarios::tests {
namespace {

CellResult healthy_cell() {
  CellResult cell;
  cell.asked = 10;
  cell.schedules = 10;
  PropertyResult property;
  property.counts = {10, 0, 0, 0};
  property.outcome = Outcome::as_expected;
  cell.properties.push_back(property);
  return cell;
}

CampaignResult result_of(const std::vector<CellResult>& cells) {
  CampaignResult result;
  result.scenarios.push_back({});
  result.scenarios.back().cells = cells;
  return result;
}

CellResult with_outcome(Outcome outcome) {
  CellResult cell = healthy_cell();
  cell.properties.front().outcome = outcome;
  return cell;
}

TEST_CASE("of several exit codes the documented one is told", "[campaign]") {
  const std::vector<int> order{130, 70, 4, 2, 1, 5, 3, 0};
  for (std::size_t first = 0; first < order.size(); ++first) {
    for (std::size_t second = 0; second < order.size(); ++second) {
      const auto one = static_cast<ExitCode>(order[first]);
      const auto other = static_cast<ExitCode>(order[second]);
      CHECK(static_cast<int>(first_of({one, other})) == order[std::min(first, second)]);
    }
  }
  CHECK(first_of({}) == ExitCode::as_expected);
}

TEST_CASE("every outcome has an exit code, and only good ones pass", "[campaign]") {
  for (std::size_t index = 0; index < model::count_of<Outcome>(); ++index) {
    const auto outcome = static_cast<Outcome>(index);
    CHECK((exit_code(outcome) == ExitCode::as_expected) == (outcome == Outcome::as_expected));
    CHECK(exit_code(result_of({healthy_cell(), with_outcome(outcome)})) == exit_code(outcome));
  }
  for (std::size_t index = 0; index < model::count_of<SavedOutcome>(); ++index) {
    const auto outcome = static_cast<SavedOutcome>(index);
    CHECK((exit_code(outcome) == ExitCode::as_expected) == (outcome == SavedOutcome::reproduced));
    CampaignResult result = result_of({healthy_cell()});
    result.saved.push_back({});
    result.saved.back().outcome = outcome;
    CHECK(exit_code(result) == exit_code(outcome));
  }
}

TEST_CASE("what shows nothing is vacuous, never a pass", "[campaign]") {
  CHECK(exit_code(CampaignResult{}) == ExitCode::vacuous);
  CHECK(exit_code(result_of({})) == ExitCode::vacuous);

  CellResult not_run = healthy_cell();
  not_run.schedules = 0;
  CHECK(exit_code(not_run) == ExitCode::vacuous);

  CellResult unmet = healthy_cell();
  unmet.unmet_marks.push_back(model::EventKind::served_stale);
  CHECK(exit_code(unmet) == ExitCode::vacuous);

  CellResult nothing_asked = healthy_cell();
  nothing_asked.properties.clear();
  CHECK(exit_code(nothing_asked) == ExitCode::vacuous);

  CampaignResult empty_folder = result_of({healthy_cell()});
  empty_folder.empty_folders.emplace_back("nothing");
  CHECK(exit_code(empty_folder) == ExitCode::vacuous);
}

TEST_CASE("non-determinism, problems and Ctrl-C outrank verdicts", "[campaign]") {
  CellResult cell = with_outcome(Outcome::unexpected);
  CampaignResult result = result_of({cell});
  CHECK(exit_code(result) == ExitCode::differs);
  result.problems.emplace_back("disk full");
  CHECK(exit_code(result) == ExitCode::usage);
  result.scenarios.front().cells.front().non_determinism = NonDeterminism{1, 2, 3, "differs"};
  CHECK(exit_code(result) == ExitCode::not_deterministic);
  result.interrupted = true;
  CHECK(exit_code(result) == ExitCode::interrupted);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
