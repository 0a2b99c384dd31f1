// The rules of tests/tidy/, first tried on snippets that break them, then kept by the whole tree.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tidy/rules.h"
#include "tests/tidy/snippets.h"
#include "tests/tidy/tree.h"

namespace stalemate::tests::tidy {
namespace {

std::string together(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) text += "\n  " + describe(finding);
  return text;
}

const Rule& rule_named(std::string_view name) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [name](const Rule& rule) { return rule.name == name; });
  REQUIRE(found != rules.end());
  return *found;
}

TEST_CASE("every tidy rule finds what it is for, at its line", "[tidy]") {
  for (const Snippet& snippet : bad_snippets()) {
    const SourceText source = source_text(snippet.path, snippet.text);
    const Findings findings = rule_named(snippet.rule).check(source);
    INFO(snippet.rule << " on " << snippet.path << ":\n" << snippet.text << together(findings));
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().path == snippet.path);
    CHECK(findings.front().line == snippet.line);
    CHECK_FALSE(findings.front().sentence.empty());
  }
}

TEST_CASE("no tidy rule objects to what is allowed", "[tidy]") {
  for (const Snippet& snippet : good_snippets()) {
    const SourceText source = source_text(snippet.path, snippet.text);
    const Findings findings = rule_named(snippet.rule).check(source);
    INFO(snippet.rule << " on " << snippet.path << ":\n" << snippet.text << together(findings));
    CHECK(findings.empty());
  }
}

TEST_CASE("every tidy rule has a snippet that breaks it", "[tidy]") {
  const std::vector<Snippet> snippets = bad_snippets();
  for (const Rule& rule : rules) {
    INFO(rule.name);
    CHECK(std::any_of(snippets.begin(), snippets.end(),
                      [&rule](const Snippet& snippet) { return snippet.rule == rule.name; }));
  }
}

TEST_CASE("a folder without README.md is found", "[tidy]") {
  const std::vector<std::string> paths{
      "sim/README.md",        "sim/arena.h",         "sim/graph/loops.cpp",     "model/README.md",
      "model/js/notes.md",    "scenarios/README.md", "scenarios/corpus/a.json", "reports/README.md",
      "reports/cli/main.cpp", "tests/peers/a.cpp"};
  std::vector<std::string> missing;
  for (const Finding& finding : folders_without_readme(paths)) missing.push_back(finding.path);
  CHECK(missing == std::vector<std::string>{"reports/cli/README.md", "scenarios/corpus/README.md",
                                            "sim/graph/README.md", "tests/README.md"});
}

TEST_CASE("the source tree keeps the tidy rules", "[tidy]") {
  const std::vector<SourceText> tree = read_tree(STALEMATE_SOURCE_DIR);
  std::vector<std::string> paths;
  Findings findings;
  for (const SourceText& source : tree) {
    paths.push_back(source.path);
    for (const Rule& rule : rules) {
      const Findings more = rule.check(source);
      findings.insert(findings.end(), more.begin(), more.end());
    }
  }
  // The right tree was read, and not an empty one.
  CHECK(std::find(paths.begin(), paths.end(), "tests/tidy_test.cpp") != paths.end());
  CHECK(std::find(paths.begin(), paths.end(), ".ci/run") != paths.end());

  const Findings unexplained = folders_without_readme(paths);
  findings.insert(findings.end(), unexplained.begin(), unexplained.end());
  if (!findings.empty()) FAIL("findings: " << findings.size() << together(findings));
}

}  // namespace
}  // namespace stalemate::tests::tidy
