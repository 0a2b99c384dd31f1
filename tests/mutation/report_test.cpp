// The score of a mutation run, and when it is not good enough.
#include "tests/mutation/report.h"

#include <string>

#include <catch2/catch.hpp>

namespace stalemate::tests::mutation {
namespace {

std::vector<Mutant> mutants(int count) {
  std::vector<Mutant> made;
  for (int number = 0; number < count; ++number) {
    Mutant& mutant = made.emplace_back();
    mutant.name = "m" + std::to_string(number);
    mutant.list = "list";
    mutant.file = "a.cpp";
    mutant.breaks = "rule " + std::to_string(number);
  }
  return made;
}

Result result(const Mutant& mutant, const std::string& outcome) {
  return {mutant.name, version_of(mutant), "sources-tests", outcome, "check", "a test | by name"};
}
std::vector<Result> results(const std::vector<Mutant>& mutants, const std::string& outcome) {
  std::vector<Result> made;
  for (const Mutant& mutant : mutants) made.push_back(result(mutant, outcome));
  return made;
}

bool tells(const Report& report, const std::string& part) {
  return report.text.find(part) != std::string::npos;
}

TEST_CASE("a report names for each mutant the test that noticed it", "[mutation]") {
  const std::vector<Mutant> all = mutants(2);
  const Report report = told_of(all, results(all, "killed"));
  CHECK(report.good);
  CHECK(tells(report, "Killed: 2 of 2"));
  CHECK(tells(report, "| `m1` | rule 1 | a test \\| by name |"));
}

TEST_CASE("one in twenty may survive, and no more", "[mutation]") {
  const std::vector<Mutant> all = mutants(20);
  std::vector<Result> made = results(all, "killed");
  made[0].outcome = "survived";
  CHECK(told_of(all, made).good);
  made[1].outcome = "survived";
  const Report report = told_of(all, made);
  CHECK_FALSE(report.good);
  CHECK(tells(report, "90.0 %"));
  CHECK(tells(report, "**survived**"));
}

TEST_CASE("what is shown to be equivalent counts neither way", "[mutation]") {
  std::vector<Mutant> all = mutants(2);
  all[1].equivalent = "nobody looks there";
  std::vector<Result> made = results(all, "killed");
  made[1].outcome = "survived";
  const Report report = told_of(all, made);
  CHECK(report.good);
  CHECK(tells(report, "Killed: 1 of 1"));
  CHECK(tells(report, "equivalent: nobody looks there"));
}

TEST_CASE("a mutant that is said to be equivalent, and is noticed, makes a report bad",
          "[mutation]") {
  std::vector<Mutant> all = mutants(1);
  all[0].equivalent = "nobody looks there";
  const Report report = told_of(all, results(all, "killed"));
  CHECK_FALSE(report.good);
  CHECK(tells(report, "**not equivalent**"));
}

TEST_CASE("what does not compile or was not run is no kill, and no report without it is good",
          "[mutation]") {
  const std::vector<Mutant> all = mutants(30);
  std::vector<Result> made = results(all, "killed");
  SECTION("does not compile") {
    made[3].outcome = "does-not-compile";
    CHECK(tells(told_of(all, made), "**does not compile**"));
  }
  SECTION("not run") {
    made.pop_back();
    const Report report = told_of(all, made);
    CHECK(tells(report, "**not measured**"));
    CHECK(tells(report, "Killed: 29 of 29 that were measured"));
    CHECK(tells(report, "**Not finished**: 1 of 30"));
  }
  SECTION("run as another mistake of the same name") {
    made[3].version = "older";
    CHECK(tells(told_of(all, made), "**not measured**"));
  }
  CHECK_FALSE(told_of(all, made).good);
}

TEST_CASE("the last result of a mutant counts, and a mixture of sources is told", "[mutation]") {
  const std::vector<Mutant> all = mutants(2);
  std::vector<Result> made = results(all, "survived");
  made.push_back(result(all[0], "killed"));
  made.push_back(result(all[1], "killed"));
  const Report report = told_of(all, made);
  CHECK(tells(report, "Killed: 2 of 2"));
  CHECK_FALSE(tells(report, "states of them"));
  made.back().tree = "sources-other tests";
  CHECK_FALSE(tells(told_of(all, made), "states of them"));
  made.back().tree = "other sources-tests";
  CHECK(tells(told_of(all, made), "2 states of them"));
}

TEST_CASE("results are read as they were written", "[mutation]") {
  const std::vector<Result> read =
      read_results("a\t1\tt\tkilled\tan assertion\ta test\nb\t2\tt\tsurvived\t-\t-\n");
  REQUIRE(read.size() == 2);
  CHECK(read[0].how == "an assertion");
  CHECK(read[0].test == "a test");
  CHECK(read[1].outcome == "survived");
}

}  // namespace
}  // namespace stalemate::tests::mutation
