// The simulator must agree with what the real runtime served: every row of the observations.

#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/oracle/observed_rows.h"
#include "tests/oracle/observed_run.h"
#include "tests/oracle/oracle_scenario.h"

namespace stalemate::tests {

namespace {

using nlohmann::json;

json observations() {
  std::ifstream file(std::string(STALEMATE_SOURCE_DIR) + "/tests/oracle/workerd-observations.json");
  REQUIRE(file);
  return json::parse(file);
}

const scenarios::Cell& cell_of(const scenarios::Scenario& scenario, const std::string& name) {
  for (const scenarios::Cell& cell : scenario.cells) {
    if (cell.name == name) return cell;
  }
  FAIL("no cell " << name << " in " << scenario.path);
  return scenario.cells.front();
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("every schedule observed on the real runtime is reproduced", "[oracle]") {
  const json data = observations();
  const json& rows = data["schedules"];
  REQUIRE(rows.size() == 57);
  int compared = 0;
  for (const json& told : rows) {
    const ObservedRow row = observed_row(told);
    const scenarios::Scenario scenario = oracle_scenario(file_of(row));
    const scenarios::Cell& cell = cell_of(scenario, row.cell);
    INFO(row.schedule << " on " << cell.name);
    const ObservedRun run = observe(cell.config, row.trigger, 0);
    CHECK(run.served == row.served);
    CHECK(run.puts == row.puts);
    CHECK(run.verdict == row.verdict);
    if (row.version != "0.0.26") CHECK(run.pending == row.pending);
    ++compared;
  }
  CHECK(compared == 57);
}

TEST_CASE("the registration table of pull request 425 is reproduced", "[oracle]") {
  const json data = observations();
  const std::vector<std::pair<std::string, std::string>> names = {
      {"post-fix 0.0.30", "returns the put, both registered"},
      {"pre-fix set()=resolve, put registered, regen registered (as PR text says \"same as "
       "before\")",
       "resolves early, both registered"},
      {"pre-fix set()=resolve, put NOT registered, regen registered (PR root-cause text)",
       "resolves early, put not registered"},
      {"pre-fix set()=resolve, put registered, regen NOT registered",
       "resolves early, regeneration not registered"},
      {"pre-fix set()=resolve, neither registered", "resolves early, neither registered"},
      {"post-fix set(), put NOT registered, regen registered",
       "returns the put, put not registered"},
      {"post-fix set(), put registered, regen NOT registered",
       "returns the put, regeneration not registered"},
  };
  const scenarios::Scenario scenario = oracle_scenario("registration");
  REQUIRE(data["registration_table"].size() == names.size());
  for (std::size_t index = 0; index < names.size(); ++index) {
    const json& row = data["registration_table"][index];
    REQUIRE(row["variant"] == names[index].first);
    const scenarios::Cell& cell = cell_of(scenario, names[index].second);
    INFO(cell.name);
    // Here the observation waited as long after the last response as between two.
    const ObservedRun run = observe(cell.config, -1, sim::from_milliseconds(600));
    CHECK(run.served == row["served"].get<Lines>());
    CHECK(run.puts == row["puts"].get<Lines>());
    CHECK(run.renders == row["renders"].get<int>());
    CHECK(run.pending == row["pending_at_end"].get<Lines>());
    CHECK(run.verdict == row["verdict"].get<std::string>());
  }
}

}  // namespace stalemate::tests
