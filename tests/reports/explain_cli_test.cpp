// `stalemate explain`: the whole text of one bug, and what cannot be explained.
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "tests/reports/workplace.h"
#include "tests/support/golden.h"

namespace stalemate::reports::tests {
namespace {

namespace fs = std::filesystem;
using scenarios::tests::changed;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

/// Without the last line, which says where the executable is.
std::string without_command(const std::string& text) {
  const std::size_t command = text.find(" replay found.json");
  REQUIRE(command != std::string::npos);
  return text.substr(0, text.rfind('\n', command) + 1);
}

TEST_CASE("a bug is explained in plain words", "[reports][cli][explain]") {
  const FoundPlace place;
  const ProgramRun run = place.run({"explain", "found.json"});
  CHECK(run.exit_code == 0);
  CHECK(run.errors.empty());
  stalemate::tests::check_golden("tests/reports/golden/explanation.txt",
                                 without_command(run.output));
  CHECK(run.output == place.run({"explain", "found.json", "--format", "text"}).output);
}

TEST_CASE("a bug is explained in Markdown, with a diagram", "[reports][cli][explain]") {
  const FoundPlace place;
  const ProgramRun run = place.run({"explain", "--format", "markdown", "found.json"});
  CHECK(run.exit_code == 0);
  stalemate::tests::check_golden("tests/reports/golden/explanation.md",
                                 without_command(run.output));
}

TEST_CASE("operations that are refused are told as the reason", "[reports][cli][explain]") {
  const Workplace place;
  const std::string scenario = std::string(STALEMATE_SOURCE_DIR) + "/scenarios/runtime-limits.json";
  REQUIRE(place.run({"check", scenario, "--seeds", "5", "--prove", "never", "--out", "out"})
              .exit_code == 0);
  const ProgramRun run = place.run(
      {"explain",
       "out/schedules/runtime-limits--as-published-one-operation--eventually-fresh.json"});
  CHECK(run.exit_code == 0);
  CHECK(run.output.find("needs more operations of the store than it may begin") !=
        std::string::npos);
}

TEST_CASE("what cannot be explained is told on one line", "[reports][cli][explain]") {
  const FoundPlace place;
  place.refused({"explain"}, "FILE is required");
  place.refused({"explain", "none.json"}, "none.json: ");
  place.refused({"explain", "small.json"}, "small.json: ");
  place.refused({"explain", "found.json", "--format", "pdf"},
                "--format cannot be \"pdf\"; allowed: text, markdown, html");
  place.refused({"explain", "found.json", "--format="}, "--format needs text, markdown or html");
  place.refused({"explain", "found.json", "found.json"}, "found.json");
}

TEST_CASE("a run that is not the one that was saved is not explained", "[reports][cli][explain]") {
  const FoundPlace place;
  write_text(place.file("other.json"), changed(read_text(place.file("found.json")),
                                               "/choices/0/label", "\"something else\""));
  const ProgramRun run = place.run({"explain", "other.json"});
  CHECK(run.exit_code == 4);
  CHECK(run.output.find("What happens") == std::string::npos);
}

TEST_CASE("names from a file stay text in Markdown", "[reports][cli][explain]") {
  const Workplace place;
  std::string text = read_text(place.file("small.json"));
  const std::string name = "one cut";
  const std::string hostile = "a|b `c` <img src=x> *d* [e](f)";
  for (std::size_t at = text.find(name); at != std::string::npos;
       at = text.find(name, at + hostile.size())) {
    text.replace(at, name.size(), hostile);
  }
  write_text(place.file("small.json"), text);
  const ProgramRun check =
      place.run({"check", "small.json", "--seeds", "50", "--prove", "never", "--out", "out"});
  INFO(check.output << check.errors);
  REQUIRE(check.exit_code == 0);
  std::string found;
  for (const auto& file : fs::directory_iterator(place.file("out/schedules"))) {
    if (file.path().string().ends_with("eventually-fresh.json")) found = file.path().string();
  }
  const ProgramRun run = place.run({"explain", "--format", "markdown", found});
  REQUIRE(run.exit_code == 0);
  CHECK(run.output.find(R"(cell **a\|b \`c\` \<img src=x\> \*d\* \[e\](f)**)") !=
        std::string::npos);
}

}  // namespace
}  // namespace stalemate::reports::tests
