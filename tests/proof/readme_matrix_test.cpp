// README's matrix of assumptions is what the program writes: its rows are proved again.
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "reports/proof_matrix.h"
#include "sim/arena.h"
#include "tests/proof/proved_cells.h"
#include "tests/scenarios/examples.h"

namespace stalemate::scenarios::tests {
namespace {

/// The last row takes minutes with the oldest handler.
bool is_quick(const Cell& cell) { return !cell.name.ends_with("/ two colos with read cache"); }

std::vector<std::string> rows_of(const std::string& table) {
  std::vector<std::string> rows;
  for (std::size_t begin = 0; begin < table.size();) {
    const std::size_t end = table.find('\n', begin);
    const std::string line = table.substr(begin, end - begin);
    if (line.starts_with("| ") && !line.starts_with("| |")) rows.push_back(line);
    begin = end == std::string::npos ? end : end + 1;
  }
  return rows;
}

TEST_CASE("README's matrix of assumptions is what is proved", "[proof][verdicts][slow]") {
  if constexpr (!sim::Arena::can_snapshot) return;
  const Scenario scenario = shipped_scenario("assumptions-pages.json");
  ProveResult result;
  for (const Cell& cell : scenario.cells) {
    if (!is_quick(cell)) continue;
    const ProvedCell proved = prove_cell(scenario, cell.name);
    CellProof proof;
    proof.cell = cell.name;
    proof.position = cell.position;
    proof.proof = proved.proof;
    proof.certificate = proved.certificate;
    result.cells.push_back(std::move(proof));
  }
  const std::string table = reports::proof_matrix(result);
  INFO(table);
  const std::string readme = read_text(std::string(STALEMATE_SOURCE_DIR) + "/README.md");
  const std::vector<std::string> rows = rows_of(table);
  CHECK(rows.size() == 12);
  for (const std::string& row : rows) CHECK(readme.find("\n" + row + "\n") != std::string::npos);
}

}  // namespace
}  // namespace stalemate::scenarios::tests
