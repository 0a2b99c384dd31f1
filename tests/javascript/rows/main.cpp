// What the real runtime served with a published package, beside what that package serves here.
//
//   stalemate_rows OBSERVATIONS FOLDER
//
// OBSERVATIONS is tests/oracle/workerd-observations.json, FOLDER the scenarios that repeat its
// rows. Each row is run calmly by the package of its version from npm: served states and
// generations, the fate of each put, the dedupe slots left over and the verdict must be the
// observed ones.

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "scenarios/format/load.h"
#include "scenarios/javascript/programs.h"
#include "tests/oracle/observed_rows.h"
#include "tests/oracle/observed_run.h"

namespace {

using namespace stalemate;  // NOLINT: a tool of its own

class Rows {
 public:
  explicit Rows(std::string folder) : folder_(std::move(folder)) {}

  /// @return a line for each thing that is not as observed
  std::vector<std::string> differences(const tests::ObservedRow& row) {
    const std::string path = fmt::format("{}/{}.json", folder_, file_of(row));
    const auto scenario = scenarios::load_scenario(path);
    if (!scenario) return {scenario.error().message};
    for (const scenarios::Cell& cell : scenario.value().cells) {
      if (cell.name != row.cell) continue;
      model::WorldConfig config = cell.config;
      config.handler.program = package(row.version);
      if (const auto problem = scenarios::problem_of_program(config.handler)) {
        return {problem->message};
      }
      return differences(row, tests::observe(config, row.trigger, 0));
    }
    return {fmt::format("{}: no cell {}", path, row.cell)};
  }

 private:
  static std::vector<std::string> differences(const tests::ObservedRow& row,
                                              const tests::ObservedRun& run) {
    std::vector<std::string> found;
    const auto compare = [&](const char* what, const auto& observed, const auto& here) {
      if (observed == here) return;
      found.push_back(fmt::format("{}: observed {}, here {}", what, observed, here));
    };
    compare("served", row.served, run.served);
    compare("puts", row.puts, run.puts);
    compare("verdict", row.verdict, run.verdict);
    // What was left in the slots of 0.0.26 was not seen.
    if (row.version != "0.0.26") compare("slots", row.pending, run.pending);
    return found;
  }

  std::shared_ptr<const model::Program> package(const std::string& version) {
    auto& program = packages_[version];
    if (!program) program = scenarios::load_program("npm:vinext@" + version, "", "pages");
    return program;
  }

  std::string folder_;
  std::map<std::string, std::shared_ptr<const model::Program>> packages_;
};

}  // namespace

int main(int count, char** values) {
  if (count != 3) {
    fmt::print(stderr, "usage: stalemate_rows OBSERVATIONS FOLDER\n");
    return 2;
  }
  std::ifstream file(values[1]);
  const nlohmann::json observations = nlohmann::json::parse(file, nullptr, false);
  if (!observations.is_object()) {
    fmt::print(stderr, "{}: no observations\n", values[1]);
    return 2;
  }
  Rows rows(values[2]);
  std::size_t compared = 0;
  std::size_t differing = 0;
  for (const nlohmann::json& told : observations["schedules"]) {
    const tests::ObservedRow row = tests::observed_row(told);
    const std::vector<std::string> found = rows.differences(row);
    for (const std::string& line : found) {
      fmt::print("{} on {}: {}\n", row.schedule, row.cell, line);
    }
    ++compared;
    if (!found.empty()) ++differing;
  }
  fmt::print("{} rows by the packages themselves, {} differ\n", compared, differing);
  return compared == 0 || differing > 0 ? 1 : 0;
}
