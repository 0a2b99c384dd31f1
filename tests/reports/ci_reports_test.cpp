// What a check leaves for a CI: the Markdown summary and the annotations.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "reports/annotations.h"
#include "reports/markdown.h"
#include "reports/markdown_summary.h"
#include "scenarios/campaign/exit_code.h"
#include "tests/reports/hand_made.h"
#include "tests/reports/workplace.h"
#include "tests/support/golden.h"
#include "tests/support/lines.h"

namespace stalemate::reports::tests {
namespace {

using scenarios::CampaignResult;
using scenarios::tests::read_text;
using scenarios::tests::write_text;

std::string summary_of(const CampaignResult& result, std::size_t longest = longest_summary) {
  return markdown_summary(result, hand_made_versions(), Style{}, longest);
}

AnnotatedFile no_text(const std::string& path) { return {path, ""}; }

/// The hand-made result with so many cells like its third one, which differs.
CampaignResult many_differences(std::size_t count) {
  CampaignResult result = hand_made_result();
  result.saved.clear();
  auto& cells = result.scenarios.front().cells;
  const auto differs = std::find_if(cells.begin(), cells.end(), [](const auto& cell) {
    return scenarios::exit_code(cell) == scenarios::ExitCode::differs;
  });
  REQUIRE(differs != cells.end());
  cells = std::vector<scenarios::CellResult>(count, scenarios::CellResult(*differs));
  return result;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("the summary of a check, in full", "[reports][summary]") {
  stalemate::tests::check_golden("tests/reports/golden/summary.md", summary_of(hand_made_result()));
  stalemate::tests::check_golden("tests/reports/golden/summary-of-proofs.md",
                                 summary_of(proved_result()));
}

TEST_CASE("where all is as expected a summary has no difference and no story",
          "[reports][summary]") {
  const std::string text = summary_of(healthy_result());
  CHECK(text.starts_with("## Stalemate: all as expected\n"));
  CHECK(text.find("What differs") == std::string::npos);
  CHECK(text.find("mermaid") == std::string::npos);
}

TEST_CASE("a summary that is too long is cut, and says so", "[reports][summary]") {
  const std::string whole = summary_of(many_differences(40));
  CHECK(whole.find("left out") == std::string::npos);
  for (const std::size_t longest : {whole.size() - 1, whole.size() / 2, std::size_t{2000}}) {
    const std::string cut = summary_of(many_differences(40), longest);
    CHECK(cut.size() <= longest);
    CHECK(cut.find(" left out here, for want of room; the reports have all.\n") !=
          std::string::npos);
    CHECK(cut.starts_with(whole.substr(0, whole.find('\n'))));
  }
}

TEST_CASE("no name is markup in a summary", "[reports][summary]") {
  const std::string text = summary_of(hostile_result());
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("the annotations of a check, in full", "[reports][annotations]") {
  stalemate::tests::check_golden("tests/reports/golden/annotations.txt",
                                 github_annotations(hand_made_result(), no_text));
  CHECK(github_annotations(healthy_result(), no_text).empty());
}

TEST_CASE("that a handler throws is a warning, also where all is as expected",
          "[reports][annotations]") {
  scenarios::CampaignResult result = healthy_result();
  result.scenarios.front().cells.front().remarks.error = {3, 2, "TypeError: no entry (my.mjs:4:9)"};
  const std::string text = github_annotations(result, [](const std::string& path) {
    return AnnotatedFile{path, "{\n \"name\": \"demo\",\n \"handler\": {}\n}"};
  });
  CHECK(text ==
        "::warning file=scenarios/demo.json,line=3,title=demo::scenarios/demo.json, cell old / "
        "none: the handler throws in 3 of 100 schedules, first in seed 2: TypeError: no entry "
        "(my.mjs:4:9)\n");
}

TEST_CASE("no name ends an annotation or begins another one", "[reports][annotations]") {
  const std::string text = github_annotations(hostile_result(), no_text);
  REQUIRE_FALSE(text.empty());
  for (const std::string_view line : stalemate::tests::lines_of(text)) {
    CHECK((line.starts_with("::error ") || line.starts_with("::warning ")));
  }
  CHECK(github_error("100 %, a:b\n::error::x") ==
        "::error title=stalemate::100 %25, a:b ::error::x\n");
}

TEST_CASE("a text from a file makes no block of Markdown", "[reports][summary]") {
  CHECK(markdown_text("~~~") == "\\~\\~\\~");
  CHECK(markdown_text("# Head") == "\\# Head");
  CHECK(markdown_text("#425 / put only") == "#425 / put only");
  CHECK(markdown_text("- item") == "\\- item");
  CHECK(markdown_text("+ item") == "\\+ item");
  CHECK(markdown_text("---") == "\\---");
  CHECK(markdown_text("12. item") == "12\\. item");
  CHECK(markdown_text("1) item") == "1\\) item");
  CHECK(markdown_text("0.0.55") == "0\\.0.55");
  CHECK(markdown_text("    code") == "code");
  CHECK(markdown_text("&lt;b&gt; $x$") == "\\&lt;b\\&gt; \\$x\\$");
  CHECK(markdown_text("    ").empty());
}

TEST_CASE("what a report says is no command", "[reports][annotations]") {
  CHECK(without_commands("").empty());
  const std::string hostile = "about\n::stop-commands::x\n::error::y";
  const std::string text = without_commands(hostile);
  const std::string head = "::stop-commands::";
  REQUIRE(text.starts_with(head));
  const std::string word = text.substr(head.size(), 16);
  CHECK(text == head + word + "\n" + hostile + "\n::" + word + "::\n");
  CHECK(hostile.find(word) == std::string::npos);
}

TEST_CASE("of each level only so many annotations are shown", "[reports][annotations]") {
  const std::string text = github_annotations(many_differences(40), no_text);
  CHECK(count_of(text, "::error ") == most_annotations);
  CHECK(count_of(text, " more, in the summary)\n") == 1);
  const std::string few = github_annotations(many_differences(1), no_text);
  CHECK(count_of(few, "::error ") > 0);
  CHECK(few.find("in the summary") == std::string::npos);
}

TEST_CASE("an annotation points at the expectation, or at what comes nearest to it",
          "[reports][annotations]") {
  CampaignResult result = many_differences(1);
  scenarios::CellResult& cell = result.scenarios.front().cells.front();
  cell.properties.resize(1);
  cell.properties[0].property = model::Property::eventually_fresh;
  cell.name = "x / y";
  cell.position = {{"one", "x"}, {"two", "y"}};
  const auto line_in = [&result](const std::string& text) {
    const std::string all = github_annotations(result, [&](const std::string&) {
      return AnnotatedFile{"f", text};
    });
    return all.substr(0, all.find(",title="));
  };
  const std::string expect = R"("expect": {"eventually-fresh": "holds"})";
  const std::string base = "{\n\"name\": \"n\",\n" + expect;
  CHECK(line_in("") == "::error file=f,line=1");
  CHECK(line_in("{\n\"name\": \"n\"}") == "::error file=f,line=2");
  CHECK(line_in(base + "}") == "::error file=f,line=3");
  const std::string one = base + ",\n\"matrix\": {\n\"one\": {\"x\": {\n" + expect + "}}";
  CHECK(line_in(one + "}}") == "::error file=f,line=6");
  const std::string two = one + ",\n\"two\": {\"y\": {\n" + expect + "}}}";
  CHECK(line_in(two + "}") == "::error file=f,line=8");
  CHECK(line_in(two + ",\n\"cells\": {\"x / y\": {\n" + expect + "}}}") ==
        "::error file=f,line=10");
}

TEST_CASE("check writes a summary and, if asked, annotations",
          "[reports][cli][annotations][whole]") {
  const Workplace place;
  const std::vector<std::string> check{"check",   "small.json", "--seeds", "50",
                                       "--prove", "never",      "--out",   "out"};
  const ProgramRun plain = place.run(check);
  CHECK(plain.exit_code == 0);
  CHECK(read_text(place.file("out/summary.md")).starts_with("## Stalemate: all as expected\n"));
  std::vector<std::string> annotated = check;
  annotated.insert(annotated.end(), {"--annotations", "github"});
  CHECK(place.run(annotated).output == without_commands(plain.output));

  std::string bad = read_text(place.file("small.json"));
  for (std::size_t at = bad.find("violated"); at != std::string::npos; at = bad.find("violated")) {
    bad.replace(at, 8, "holds");
  }
  write_text(place.file("small.json"), bad);
  const ProgramRun differs = place.run(annotated);
  CHECK(differs.exit_code == 1);
  CHECK(differs.output.find("\n::error file=small.json,line=") != std::string::npos);
  CHECK(read_text(place.file("out/summary.md")).find("What differs") != std::string::npos);

  write_text(place.file("small.json"), "{");
  const ProgramRun refused = place.run(annotated);
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.starts_with("::error title=stalemate::small.json:1:"));
  annotated.back() = "gitlab";
  CHECK(place.run(annotated).errors.find("--annotations cannot be \"gitlab\"; allowed: github") !=
        std::string::npos);
}

}  // namespace
}  // namespace stalemate::reports::tests
