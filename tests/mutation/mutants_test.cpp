// The list of mutants is in step with the sources. (That the tests notice each of them is what
// tests/mutation/run finds out; it takes too long for here.)
#include "tests/mutation/mutants.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/tidy/scopes.h"
#include "tests/tidy/source_text.h"
#include "tests/tidy/tree.h"

namespace stalemate::tests::mutation {
namespace {

using tidy::SourceText;

/// What has a mutant each: awaits and registrations everywhere here, and all functions but these,
/// which decide nothing.
constexpr std::array folders{"model/vinext/", "model/workers/", "model/kv/"};
constexpr std::array without_a_rule{
    "Runtime::Runtime(",         "Runtime::~Runtime(",  // put together and taken apart
    "KvNamespace::KvNamespace(", "KvNamespace::~KvNamespace(",
    "KvNamespace::record(",                                // hands on
    "KvNamespace::erase(",       "KvNamespace::deliver(",  // finds; each case calls a rule
};

std::map<std::string, SourceText> sources() {
  std::map<std::string, SourceText> by_path;
  for (SourceText& source : tidy::read_tree(STALEMATE_SOURCE_DIR)) {
    const std::string path = source.path;
    by_path.emplace(path, std::move(source));
  }
  return by_path;
}

bool is_rule_source(const std::string& path) {
  return path.ends_with(".cpp") && std::any_of(folders.begin(), folders.end(), [&](auto folder) {
           return path.starts_with(folder);
         });
}

/// The lines, counted from 0, that some mutant takes out, and those where one puts something in.
using Lines = std::set<std::size_t>;
std::map<std::string, Lines> lines_with_mutants(const std::map<std::string, SourceText>& sources) {
  std::map<std::string, Lines> lines;
  for (const Mutant& mutant : all_mutants(STALEMATE_SOURCE_DIR).mutants) {
    const auto source = sources.find(mutant.file);
    if (source == sources.end() || places_of(mutant, source->second.text).size() != 1) continue;
    for (const std::size_t line : lines_gone(mutant, source->second.text)) {
      lines[mutant.file].insert(line);
    }
  }
  return lines;
}

TEST_CASE("each mutant's lines stand in its source exactly once", "[tidy][mutation]") {
  const MutantList list = all_mutants(STALEMATE_SOURCE_DIR);
  for (const std::string& error : list.errors) FAIL_CHECK(error);
  CHECK(list.mutants.size() > 100);
  const std::map<std::string, SourceText> by_path = sources();
  std::set<std::string> names;
  for (const Mutant& mutant : list.mutants) {
    INFO(mutant.list << ": " << mutant.name << " in " << mutant.file);
    CHECK(names.insert(mutant.name).second);
    CHECK(mutant.file.ends_with(".cpp"));  // a header has no object of its own to link
    REQUIRE(by_path.contains(mutant.file));
    const std::string& text = by_path.at(mutant.file).text;
    CHECK(places_of(mutant, text).size() == 1);
    CHECK(mutated(mutant, text) != text);
  }
}

TEST_CASE("each await and each registration of the model has a mutant", "[tidy][mutation]") {
  const std::map<std::string, SourceText> by_path = sources();
  const std::map<std::string, Lines> mutated_lines = lines_with_mutants(by_path);
  std::size_t found = 0;
  for (const auto& [path, source] : by_path) {
    if (!is_rule_source(path)) continue;
    for (const std::string_view word : {"co_await", "wait_until"}) {
      for (const std::size_t at : tidy::word_positions(source.code, word)) {
        // What is no call is the definition.
        if (source.code.substr(at - std::min<std::size_t>(at, 6), 6) == "Host::") continue;
        const std::size_t line = tidy::line_at(source.code, at);
        ++found;
        INFO(path << ":" << line << " has no mutant");
        CHECK((mutated_lines.contains(path) && mutated_lines.at(path).contains(line - 1)));
      }
    }
  }
  CHECK(found > 40);
}

TEST_CASE("each function of the runtime, the store and the handlers has a mutant",
          "[tidy][mutation]") {
  const std::map<std::string, SourceText> by_path = sources();
  const std::map<std::string, Lines> mutated_lines = lines_with_mutants(by_path);
  std::size_t found = 0;
  for (const auto& [path, source] : by_path) {
    if (!is_rule_source(path)) continue;
    for (const tidy::Span& function : tidy::scopes_of(source.code).functions) {
      const std::string_view code =
          std::string_view(source.code).substr(function.begin, function.end - function.begin);
      const bool spared =
          std::any_of(without_a_rule.begin(), without_a_rule.end(), [code](std::string_view name) {
            return code.substr(0, code.find('{')).find(name) != std::string_view::npos;
          });
      if (spared) continue;
      ++found;
      const std::size_t first = tidy::line_at(source.code, function.begin) - 1;
      const std::size_t last = tidy::line_at(source.code, function.end) - 1;
      INFO(path << ":" << first + 1 << " has no mutant: " << code.substr(0, code.find('{')));
      REQUIRE(mutated_lines.contains(path));
      const Lines& lines = mutated_lines.at(path);
      const auto next = lines.lower_bound(first);
      CHECK((next != lines.end() && *next <= last));
    }
  }
  CHECK(found > 60);
}

constexpr const char* small_list = R"(# A comment.
file: a.cpp
first: [kv]

mutant: drop
breaks: a rule that is told
  in two lines
= int f() {
-   g();
+   h();
+   h();

mutant: alike
breaks: another
equivalent: nobody can see it
- int x;
)";
constexpr const char* small_source = "int x;\nint f() {\n      g();\n}\n  int x;\n";

TEST_CASE("a list of mutants is read", "[mutation]") {
  MutantList list;
  read_mutants("small", small_list, list);
  CHECK(list.errors.empty());
  REQUIRE(list.mutants.size() == 2);
  CHECK(list.mutants[0].name == "drop");
  CHECK(list.mutants[0].list == "small");
  CHECK(list.mutants[0].file == "a.cpp");
  CHECK(list.mutants[0].first == "[kv]");
  CHECK(list.mutants[0].breaks == "a rule that is told in two lines");
  CHECK(list.mutants[0].lines.size() == 4);
  CHECK(list.mutants[1].equivalent == "nobody can see it");
}

TEST_CASE("a list with mistakes is refused", "[mutation]") {
  const auto errors = [](std::string_view text) {
    MutantList list;
    read_mutants("bad", text, list);
    return list.errors.size();
  };
  CHECK(errors("breaks: before any mutant\n") == 1);
  CHECK(errors("file: a.cpp\nmutant: a\n- x\n") == 1);                // breaks nothing
  CHECK(errors("file: a.cpp\nmutant: a\nbreaks: b\n= x\n") == 1);     // changes nothing
  CHECK(errors("mutant: a\nbreaks: b\n- x\n") == 1);                  // in no file
  CHECK(errors("file: a.cpp\nmutant: a\nbreaks: b\n- x\n!\n") == 1);  // neither
}

TEST_CASE("a mutant changes its own lines, and only if they stand there once", "[mutation]") {
  MutantList list;
  read_mutants("small", small_list, list);
  const Mutant& drop = list.mutants[0];
  CHECK(mutated(drop, small_source) == "int x;\nint f() {\nh();\nh();\n}\n  int x;\n");
  CHECK(lines_gone(drop, small_source) == std::vector<std::size_t>{2});
  const Mutant& alike = list.mutants[1];
  CHECK(places_of(alike, small_source) == std::vector<std::size_t>{0, 4});
  CHECK_FALSE(mutated(alike, small_source).has_value());
  CHECK_FALSE(mutated(drop, "int f() {\n  i();\n}\n").has_value());
}

TEST_CASE("a mutant has another version once it is another mistake", "[mutation]") {
  MutantList list;
  read_mutants("small", small_list, list);
  Mutant mutant = list.mutants[0];
  const std::string before = version_of(mutant);
  mutant.breaks = "told otherwise";
  CHECK(version_of(mutant) == before);
  mutant.lines.back().text = "i();";
  CHECK(version_of(mutant) != before);
}

}  // namespace
}  // namespace stalemate::tests::mutation
