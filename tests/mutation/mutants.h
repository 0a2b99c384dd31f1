// Mutants: one small mistake each, as a list of text files says it, put into a copy of the sources.
//
// A list (`mutants/*.txt`) is read line by line; `#` begins a comment.
//
//   file: model/kv/cut.cpp          where the mutants below are made, until the next such line
//   first: [kv],[golden]            which tests are likely to notice them; may be left out
//
//   mutant: name-of-the-mutant
//   breaks: the rule, in words; a sentence goes on
//     in lines that begin with spaces
//   equivalent: why nothing can notice it (of those that no test can kill)
//   = a line of code that stays; an empty one is = alone
//   - a line that is taken out
//   + a line that is put in
//
// Lines of code are compared whole, but for the spaces at both ends.
//
// Invariants:
//  1. A mutant's old lines, those that stay and those that go, stand in its file exactly once, one
//     after the other.
//  2. Making a mutant changes nothing but those lines.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::tests::mutation {

struct CodeLine {
  enum class Fate { stays, goes, comes };
  Fate fate = Fate::stays;
  std::string text;  // without the spaces at both ends
};

struct Mutant {
  std::string name;
  std::string list;  // the file that it is written in
  std::string file;  // the source that it is made in
  std::string first;
  std::string breaks;
  std::string equivalent;
  std::vector<CodeLine> lines;
};

struct MutantList {
  std::vector<Mutant> mutants;
  std::vector<std::string> errors;  // "list:line: what is wrong"
};

/// Adds what stands in one list. `name` is the list's, for messages.
void read_mutants(const std::string& name, std::string_view text, MutantList& into);
/// All lists of the tree at `root`, by name.
MutantList all_mutants(const std::string& root);

/// Where the old lines begin, counted from line 0; each place where they stand.
std::vector<std::size_t> places_of(const Mutant& mutant, std::string_view source);
/// The source with the mistake in it; nothing if the old lines are not there exactly once.
std::optional<std::string> mutated(const Mutant& mutant, std::string_view source);
/// The lines of the source that go, counted from line 0. Requires that the old lines are there.
std::vector<std::size_t> lines_gone(const Mutant& mutant, std::string_view source);

/// Changes when anything of the mutant does that a run depends on.
std::string version_of(const Mutant& mutant);

}  // namespace stalemate::tests::mutation
