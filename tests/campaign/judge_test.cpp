// What was counted against what is expected: a table.
#include "scenarios/campaign/judge.h"

#include <vector>

#include <catch2/catch.hpp>

namespace stalemate::scenarios::tests {
namespace {

using model::Verdict;

struct Row {
  Verdict expected;
  VerdictCounts counts;  // holds, violated, uncached, undecided
  Outcome outcome;
};

CellResult cell_with(std::uint64_t schedules, std::uint64_t asked) {
  CellResult cell;
  cell.schedules = schedules;
  cell.asked = asked;
  return cell;
}

TEST_CASE("counts are judged against the expectation", "[campaign]") {
  const std::vector<Row> rows{
      {Verdict::holds, {10, 0, 0, 0}, Outcome::as_expected},
      {Verdict::holds, {9, 1, 0, 0}, Outcome::unexpected},
      {Verdict::holds, {9, 0, 1, 0}, Outcome::unexpected},
      {Verdict::holds, {9, 0, 0, 1}, Outcome::undecided},
      {Verdict::holds, {8, 1, 0, 1}, Outcome::unexpected},
      {Verdict::violated, {9, 1, 0, 0}, Outcome::as_expected},
      {Verdict::violated, {10, 0, 0, 0}, Outcome::not_met},
      {Verdict::violated, {9, 0, 0, 1}, Outcome::not_met},
      {Verdict::violated, {9, 0, 1, 0}, Outcome::unexpected},   // another failure instead
      {Verdict::violated, {8, 1, 1, 0}, Outcome::as_expected},  // a lesser one beside it
      {Verdict::uncached, {9, 0, 1, 0}, Outcome::as_expected},
      {Verdict::uncached, {8, 1, 1, 0}, Outcome::unexpected},  // a graver one beside it
      {Verdict::uncached, {10, 0, 0, 0}, Outcome::not_met},
      {Verdict::undecided, {9, 0, 0, 1}, Outcome::as_expected},
      {Verdict::undecided, {8, 1, 0, 1}, Outcome::unexpected},
      {Verdict::undecided, {10, 0, 0, 0}, Outcome::not_met},
  };
  for (const Row& row : rows) {
    INFO(model::name(row.expected) << " expected; counts " << row.counts[0] << " " << row.counts[1]
                                   << " " << row.counts[2] << " " << row.counts[3]);
    CHECK(judge(row.expected, row.counts, cell_with(10, 10)) == row.outcome);
  }
}

TEST_CASE("a sample that was cut short or shows nothing is no pass", "[campaign]") {
  CHECK(judge(Verdict::holds, {5, 0, 0, 0}, cell_with(5, 10)) == Outcome::cut_short);
  CHECK(judge(Verdict::violated, {4, 1, 0, 0}, cell_with(5, 10)) == Outcome::as_expected);
  CHECK(judge(Verdict::holds, {}, cell_with(0, 10)) == Outcome::vacuous);
  CHECK(judge(Verdict::violated, {}, cell_with(0, 0)) == Outcome::vacuous);
  CellResult unmet = cell_with(10, 10);
  unmet.unmet_marks.push_back(model::EventKind::context_cut);
  CHECK(judge(Verdict::holds, {10, 0, 0, 0}, unmet) == Outcome::vacuous);
  CHECK(judge(Verdict::holds, {9, 1, 0, 0}, unmet) == Outcome::unexpected);
  CHECK(is_vacuous(unmet));
}

TEST_CASE("what must happen may come in the schedules that a budget cut off", "[campaign]") {
  CellResult unmet = cell_with(5, 10);
  unmet.unmet_marks.push_back(model::EventKind::context_cut);
  CHECK(judge(Verdict::holds, {5, 0, 0, 0}, unmet) == Outcome::cut_short);
  CHECK(judge(Verdict::holds, {5, 0, 0, 0}, unmet, Verdict::holds) == Outcome::cut_short);
  CHECK(judge(Verdict::violated, {4, 1, 0, 0}, unmet) == Outcome::cut_short);
  CHECK(judge(Verdict::violated, {5, 0, 0, 0}, unmet, Verdict::violated) == Outcome::cut_short);
  CHECK(judge(Verdict::holds, {4, 1, 0, 0}, unmet) == Outcome::unexpected);
  CHECK(is_cut_short(unmet));
}

TEST_CASE("the gravest verdict is told", "[campaign]") {
  CHECK(gravest({10, 0, 0, 0}) == Verdict::holds);
  CHECK(gravest({0, 0, 0, 1}) == Verdict::undecided);
  CHECK(gravest({0, 0, 1, 1}) == Verdict::uncached);
  CHECK(gravest({0, 1, 1, 1}) == Verdict::violated);
}

TEST_CASE("a proof says what can occur, and takes nothing from what samples leave open",
          "[campaign]") {
  struct Proved {
    Verdict expected;
    VerdictCounts counts;
    Verdict proved;
    Outcome outcome;
  };
  const std::vector<Proved> rows{
      {Verdict::holds, {10, 0, 0, 0}, Verdict::holds, Outcome::as_expected},
      {Verdict::holds, {9, 0, 0, 1}, Verdict::holds, Outcome::undecided},
      {Verdict::holds, {10, 0, 0, 0}, Verdict::violated, Outcome::unexpected},
      {Verdict::holds, {10, 0, 0, 0}, Verdict::uncached, Outcome::unexpected},
      {Verdict::holds, {9, 1, 0, 0}, Verdict::holds, Outcome::unexpected},
      {Verdict::violated, {10, 0, 0, 0}, Verdict::violated, Outcome::as_expected},
      {Verdict::violated, {9, 1, 0, 0}, Verdict::violated, Outcome::as_expected},
      {Verdict::violated, {10, 0, 0, 0}, Verdict::holds, Outcome::unexpected},
      {Verdict::violated, {10, 0, 0, 0}, Verdict::uncached, Outcome::unexpected},
      {Verdict::violated, {9, 0, 1, 0}, Verdict::violated, Outcome::as_expected},
      {Verdict::uncached, {10, 0, 0, 0}, Verdict::uncached, Outcome::as_expected},
      {Verdict::uncached, {9, 0, 1, 0}, Verdict::violated, Outcome::unexpected},
      {Verdict::uncached, {10, 0, 0, 0}, Verdict::holds, Outcome::unexpected},
  };
  for (const Proved& row : rows) {
    INFO(model::name(row.expected) << " expected, " << model::name(row.proved) << " proved; counts "
                                   << row.counts[1] << " " << row.counts[2]);
    CHECK(judge(row.expected, row.counts, cell_with(10, 10), row.proved) == row.outcome);
  }
  CHECK(judge(Verdict::holds, {5, 0, 0, 0}, cell_with(5, 10), Verdict::holds) ==
        Outcome::cut_short);
  CHECK(judge(Verdict::holds, {}, cell_with(0, 10), Verdict::holds) == Outcome::vacuous);
  CellResult unmet = cell_with(10, 10);
  unmet.unmet_marks = {model::EventKind::context_cut};
  CHECK(judge(Verdict::holds, {10, 0, 0, 0}, unmet, Verdict::holds) == Outcome::vacuous);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
