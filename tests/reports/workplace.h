// A folder with the small scenario in it, in which the program is run.
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/campaign/small_scenario.h"
#include "tests/reports/program.h"
#include "tests/scenarios/examples.h"

namespace stalemate::reports::tests {

inline bool is_one_line_error(const ProgramRun& outcome) {
  const std::string& text = outcome.errors;
  return text.starts_with("stalemate: ") && text.find('\n') == text.size() - 1;
}

class Workplace {
 public:
  Workplace() {
    scenarios::tests::write_text(file("small.json"), scenarios::tests::small_scenario_text());
  }

  ProgramRun run(const std::vector<std::string>& arguments) const {
    return run_program(arguments, folder_.path());
  }
  ProgramRun prove(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"prove", "small.json", "--out", "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  std::string file(const std::string& name) const { return folder_.file(name); }
  /// That the program says no in one line with these words in it.
  void refused(const std::vector<std::string>& arguments, const std::string& words,
               int code = 2) const {
    const ProgramRun outcome = run(arguments);
    INFO(outcome.output << outcome.errors);
    CHECK(outcome.exit_code == code);
    CHECK(is_one_line_error(outcome));
    CHECK(outcome.errors.find(words) != std::string::npos);
  }

 private:
  scenarios::tests::TemporaryFolder folder_;
};

/// Holds the shrunk schedule of the small scenario, "found.json".
class FoundPlace : public Workplace {
 public:
  FoundPlace() {
    REQUIRE(run({"check", "small.json", "--seeds", "50", "--prove", "never", "--out", "out"})
                .exit_code == 0);
    scenarios::tests::write_text(
        file("found.json"),
        scenarios::tests::read_text(file("out/schedules/small--one-cut--eventually-fresh.json")));
  }
};

}  // namespace stalemate::reports::tests
