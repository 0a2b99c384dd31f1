// What became of the mutants, told in Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/mutation/mutants.h"

namespace stalemate::tests::mutation {

/// What became of one mutant in one run.
struct Result {
  std::string name;
  std::string version;  // of the mutant, see version_of
  std::string tree;     // a hash of the sources and tests that it ran with
  std::string outcome;  // killed, survived, does-not-compile
  std::string how;      // a check that failed, an assertion, a crash, the time limit
  std::string test;     // the first that noticed it
};

/// One result a line, fields by tabs, in the order of Result.
std::vector<Result> read_results(std::string_view text);

struct Report {
  std::string text;
  bool good = false;  // all is measured, and enough of what can be killed is
};

/// At least this share of the mutants that are not equivalent has to be killed.
inline constexpr int percent_to_kill = 95;

/// The last result of each mutant counts, if it is of the mutant as the list has it.
Report told_of(const std::vector<Mutant>& mutants, const std::vector<Result>& results);

}  // namespace stalemate::tests::mutation
