// What tests/mutation/run cannot say in shell: the list of mutants, one of them put into a tree,
// and the report.
//
//   stalemate_mutants list TREE
// NAME, version, file, equivalent or -, and first tests; by tabs
//
//   stalemate_mutants make NAME TREE FROM INTO
// the mutant of TREE's list: its file of FROM with the mistake in it, written to INTO
//
//   stalemate_mutants report TREE RESULTS
// Markdown; fails if too few are killed
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/mutation/mutants.h"
#include "tests/mutation/report.h"

namespace {

using namespace stalemate::tests::mutation;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Nothing if a list cannot be read.
std::optional<MutantList> list_of(const std::string& root) {
  MutantList list = all_mutants(root);
  for (const std::string& error : list.errors) std::cerr << error << "\n";
  if (!list.errors.empty()) return std::nullopt;
  return list;
}

int print_list(const std::string& root) {
  const std::optional<MutantList> list = list_of(root);
  if (!list) return 1;
  for (const Mutant& mutant : list->mutants) {
    std::cout << mutant.name << "\t" << version_of(mutant) << "\t" << mutant.file << "\t"
              << (mutant.equivalent.empty() ? "-" : "equivalent") << "\t" << mutant.first << "\n";
  }
  return 0;
}

int make(const std::string& name, const std::string& root, const std::string& from,
         const std::string& into) {
  const std::optional<MutantList> list = list_of(root);
  if (!list) return 1;
  for (const Mutant& mutant : list->mutants) {
    if (mutant.name != name) continue;
    const std::string source = content_of(from + "/" + mutant.file);
    const std::optional<std::string> text = mutated(mutant, source);
    if (!text) {
      std::cerr << name << ": its lines stand " << places_of(mutant, source).size() << " times in "
                << mutant.file << ", and not once\n";
      return 1;
    }
    std::ofstream(into + "/" + mutant.file, std::ios::binary) << *text;
    return 0;
  }
  std::cerr << "no such mutant: " << name << "\n";
  return 1;
}

int report(const std::string& root, const std::string& results) {
  const std::optional<MutantList> list = list_of(root);
  if (!list) return 1;
  const Report told = told_of(list->mutants, read_results(content_of(results)));
  std::cout << told.text;
  return told.good ? 0 : 1;
}

}  // namespace

int main(int argument_count, char* argument_values[]) {
  const std::vector<std::string> arguments(argument_values + 1, argument_values + argument_count);
  if (arguments.size() == 2 && arguments[0] == "list") return print_list(arguments[1]);
  if (arguments.size() == 5 && arguments[0] == "make") {
    return make(arguments[1], arguments[2], arguments[3], arguments[4]);
  }
  if (arguments.size() == 3 && arguments[0] == "report") return report(arguments[1], arguments[2]);
  std::cerr
      << "usage: stalemate_mutants list TREE | make NAME TREE FROM INTO | report TREE RESULTS\n";
  return 2;
}
