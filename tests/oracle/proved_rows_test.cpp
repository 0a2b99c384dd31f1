// Every verdict that was observed on the real runtime is reached by proof.

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "scenarios/proof/prove.h"
#include "tests/oracle/oracle_scenario.h"
#include "tests/oracle/row_proof.h"
#include "tests/support/golden.h"

namespace stalemate::tests {

namespace {

using scenarios::Cell;
using scenarios::is_violation;
using scenarios::Scenario;

bool is_stuck(const Cell& cell) {
  const auto& expected = cell.expected[static_cast<std::size_t>(model::Property::eventually_fresh)];
  REQUIRE(expected);
  return *expected == model::Verdict::violated;
}

/// A line of the table. Lines of a scenario and handler that differ in the runtime alone are one.
struct Line {
  std::string schedule;
  std::string handler;
  std::string rest;
  std::vector<std::string> runtimes;
};

void add(std::vector<Line>& lines, const Scenario& scenario, const Cell& cell,
         const std::string& rest) {
  const std::string handler = cell.position.front().second;
  const std::string runtime = cell.position.size() > 1 ? cell.position[1].second : "";
  for (Line& line : lines) {
    if (line.schedule == scenario.name && line.handler == handler && line.rest == rest) {
      line.runtimes.push_back(runtime);
      return;
    }
  }
  lines.push_back({scenario.name, handler, rest, {runtime}});
}

std::string both_verdicts(const RowProof& row) {
  const std::string length =
      row.macro_steps ? fmt::format(", {} macro-steps", *row.macro_steps) : std::string();
  return fmt::format("{}{} | {}", told(row.anywhere), length, told(row.from_there_on));
}

std::string table_of(const std::vector<Line>& lines) {
  std::string text =
      "# The observed rows, by proof\n\nWritten by `tests/oracle/proved_rows_test.cpp`; see "
      "README.md.\n\n"
      "| schedule | handler | runtimes | observed | anywhere | from there on |\n"
      "|---|---|---|---|---|---|\n";
  for (const Line& line : lines) {
    std::string runtimes;
    for (const std::string& runtime : line.runtimes) {
      runtimes += (runtimes.empty() ? "" : ", ") + runtime;
    }
    text +=
        fmt::format("| {} | {} | {} | {} |\n", line.schedule, line.handler, runtimes, line.rest);
  }
  return text;
}

}  // namespace

TEST_CASE("every observed verdict is reached by proof", "[oracle][proof][slow]") {
  std::vector<Line> lines;
  std::vector<std::string> stronger;
  int proved = 0;
  for (const char* name : {"s0", "s2", "s3", "s4", "s5", "s6", "s7a", "s7b", "s9", "s10a", "s10b",
                           "s13", "registration"}) {
    const Scenario scenario = oracle_scenario(name);
    for (const Cell& cell : scenario.cells) {
      INFO(scenario.name << ", " << cell.name);
      const bool stuck = is_stuck(cell);
      const RowProof row = prove_row(cell);
      CHECK(is_violation(row.from_there_on.verdict) == stuck);
      // What sticks from there on sticks anywhere; what heals there may stick at another moment.
      const bool anywhere = is_violation(row.anywhere.verdict);
      if (stuck) CHECK(anywhere);
      if (!stuck && anywhere) stronger.push_back(scenario.name + ", " + cell.name);
      add(lines, scenario, cell, (stuck ? "stuck | " : "recovers | ") + both_verdicts(row));
      ++proved;
    }
  }
  CHECK(proved == 136);
  CHECK(stronger == std::vector<std::string>{"oracle-s4, vinext-0.0.30 / workerd-2026-11-17",
                                             "oracle-s4, vinext-0.0.55 / workerd-2026-11-17"});
  check_golden("scenarios/oracle/proofs.md", table_of(lines));
}

}  // namespace stalemate::tests
