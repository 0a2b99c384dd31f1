// The console report, word for word, from results made by hand.
#include "reports/console.h"

#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "reports/matrix.h"
#include "tests/reports/hand_made.h"

namespace stalemate::reports::tests {
namespace {

std::string report(const scenarios::CampaignResult& result, const Style& style = {}) {
  return "\n" + console_report(result, hand_made_versions(), style);
}

TEST_CASE("the console report of one of everything", "[reports]") {
  CHECK(report(hand_made_result()) == R"(
stalemate 1.2.3, model 00112233445566ff: 100 schedules for each cell, random, seeds 1 to 100, within
60 s

2 saved schedules replayed, 1 as recorded
  ! scenarios/seeds/bad.json (demo, old / cut, eventually-fresh): diverged at step 4: expected "a",
    found "b"; the model has changed since it was saved.
      stalemate replay scenarios/seeds/bad.json

demo (scenarios/demo.json)
Two handlers, one fault.

  handler  none             cut
  -------  ---------------  ----------------
  old      = none in 100    = STALE for ever
  new      ! MISS for ever  ? none in 100

  = old / cut: eventually-fresh: the page stays STALE for ever, as expected, in 38 of 100 schedules;
    also uncached in 2 of 100 schedules (seed 7: isolate 1, at 1234.500 ms).
      stalemate replay out/schedules/demo--old-cut.json
  ! new / none: eventually-fresh: the page is never stored, and every answer is a MISS in 1 of 100
    schedules, where "holds" is expected (seed 42: isolate 1, at 1234.500 ms).
      stalemate replay 'out/schedules/demo--new none.json'
  ? new / cut: eventually-fresh: not found in 100 schedules, where "violated" is expected:
    inconclusive.

4 cells: 2 as expected (=), 1 differ (!), 1 inconclusive (?), 0 vacuous (-). "none in N": not found
in N schedules.
a run was not deterministic, or a saved schedule diverged (exit code 4)
)");
}

TEST_CASE("the console report of a healthy result promises no proof", "[reports]") {
  const std::string text = report(healthy_result());
  CHECK(text.find("proved") == std::string::npos);
  CHECK(text.find("none in 100") != std::string::npos);
  CHECK(text.ends_with("all as expected (exit code 0)\n"));
}

TEST_CASE("the console report tells what was proved, and what was not", "[reports]") {
  const std::string text = report(proved_result());
  INFO(text);
  CHECK(text.find(
            "  old      = proved: 2      = STALE for ever\n"
            "  new      ! MISS for ever  = STALE for ever\n\n"
            "  proved or disproved, besides sampled: 3 of 4 cells\n"
            "  only sampled: old / cut: the file prescribes which isolate answers a request\n") !=
        std::string::npos);
  // What only the proof shows is shown again by its certificate.
  CHECK(text.find("as expected, by the proof, though\n    not in 100 schedules.\n"
                  "      stalemate replay out/certificates/demo.certificate.json\n") !=
        std::string::npos);
  // A contradiction names both files.
  CHECK(text.find("which the proof rules out") != std::string::npos);
  CHECK(text.find("      stalemate replay 'out/schedules/demo--new none.json'\n"
                  "      stalemate verify-certificate out/certificates/demo.certificate.json\n") !=
        std::string::npos);
  scenarios::CampaignResult result = proved_result();
  result.saved.clear();
  CHECK(report(result).ends_with("internal error (exit code 70)\n"));
}

TEST_CASE("of several scenarios only what is not expected is told in full", "[reports]") {
  scenarios::CampaignResult result = hand_made_result();
  result.scenarios.push_back(result.scenarios.front());
  const std::string brief = report(result);
  CHECK(brief.find("old / cut: eventually-fresh") == std::string::npos);
  CHECK(brief.find("\n  = expected violations, each shown by:\n"
                   "      stalemate replay out/schedules/demo--old-cut.json\n") !=
        std::string::npos);
  CHECK(brief.find("! new / none: eventually-fresh") != std::string::npos);
  const std::string verbose = "\n" + console_report(result, hand_made_versions(), Style{}, true);
  CHECK(verbose.find("old / cut: eventually-fresh") != std::string::npos);
}

TEST_CASE("vacuous, undecided and interrupted results say so", "[reports]") {
  scenarios::CampaignResult result = healthy_result();
  scenarios::CellResult& cell = result.scenarios.front().cells.front();
  cell.properties.front().outcome = scenarios::Outcome::vacuous;
  cell.unmet_marks = {model::EventKind::context_cut, model::EventKind::served_stale};
  CHECK(report(result).find("- old / none: what must happen at least once never did (context-cut, "
                            "served-stale)") != std::string::npos);
  cell.schedules = 0;
  CHECK(report(result).find("- not run") != std::string::npos);
  result.interrupted = true;
  CHECK(report(result).ends_with("interrupted (exit code 130)\n"));
  result.scenarios.clear();
  result.interrupted = false;
  result.empty_folders.emplace_back("nothing");
  CHECK(report(result).find("nothing: this folder holds no scenario\n") != std::string::npos);
}

TEST_CASE("no line is wider than asked, but for commands and what cannot be broken", "[reports]") {
  for (const std::size_t width : {40U, 60U, 80U, 100U, 160U}) {
    Style style;
    style.width = width;
    std::istringstream lines(report(hand_made_result(), style));
    for (std::string line; std::getline(lines, line);) {
      INFO(width << ": " << line);
      const bool command = line.find("stalemate replay") != std::string::npos;
      CHECK((command || width_of(line) <= width + 4));
    }
  }
}

TEST_CASE("a wide matrix is turned round, a wider one becomes a list", "[reports]") {
  scenarios::ScenarioResult scenario = healthy_result().scenarios.front();
  const scenarios::CellResult pattern = scenario.cells.front();
  scenario.cells.clear();
  for (const char* fault : {"a", "b", "c", "d", "e", "f", "g"}) {
    scenario.cells.push_back(pattern);
    scenario.cells.back().name = std::string("old / ") + fault;
    scenario.cells.back().position.back().second = fault;
  }
  Style style;
  style.width = 120;
  CHECK(matrix_of(scenario, style).starts_with("  handler  a              b "));
  style.width = 50;
  CHECK(matrix_of(scenario, style)
            .starts_with("     old\n  -  -------------\n"
                         "  a  = none in 100\n"));
  style.width = 15;
  CHECK(matrix_of(scenario, style).starts_with("  = old / a: none\n    in 100\n  = old / b:"));
}

TEST_CASE("names from files cannot steer the terminal", "[reports]") {
  std::string text = report(hostile_result());
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    CHECK((byte >= 0x20 || letter == '\n'));
  }
}

}  // namespace
}  // namespace stalemate::reports::tests
