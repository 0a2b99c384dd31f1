#include "tests/mutation/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

namespace stalemate::tests::mutation {
namespace {

struct Count {
  int mutants = 0;
  int killed = 0;
  int survived = 0;
  int equivalent = 0;
  int unmeasured = 0;  // does not compile, or not run
  int refuted = 0;     // killed, though said to be equivalent

  void add(const Count& other) {
    mutants += other.mutants;
    killed += other.killed;
    survived += other.survived;
    equivalent += other.equivalent;
    unmeasured += other.unmeasured;
    refuted += other.refuted;
  }
};

Count count_of(const Mutant& mutant, const Result* result) {
  Count count;
  count.mutants = 1;
  if (result == nullptr || result->outcome == "does-not-compile") {
    count.unmeasured = 1;
  } else if (result->outcome == "killed") {
    count.killed = 1;
    if (!mutant.equivalent.empty()) count.refuted = 1;
  } else if (mutant.equivalent.empty()) {
    count.survived = 1;
  } else {
    count.equivalent = 1;
  }
  return count;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char character : text) {
    if (character == '|') safe += '\\';
    safe += character;
  }
  return safe;
}

/// What the row of a mutant says about its end.
std::string end_of(const Mutant& mutant, const Result* result) {
  if (result == nullptr) return "**not measured**";
  if (result->outcome == "killed") {
    const bool by_check = result->how == "check";
    if (!mutant.equivalent.empty()) return "**not equivalent**: " + escaped(result->test);
    return escaped(result->test) + (by_check ? "" : " (" + result->how + ")");
  }
  if (result->outcome == "does-not-compile") return "**does not compile**";
  if (mutant.equivalent.empty()) return "**survived**";
  return "equivalent: " + escaped(mutant.equivalent);
}

std::string percent(int part, int whole) {
  if (whole == 0) return "-";
  return std::to_string(part * 100 / whole) + "." + std::to_string(part * 1000 / whole % 10) + " %";
}

void tell_counts(std::ostream& out, const std::map<std::string, Count>& by_list, const Count& all) {
  out << "| list | mutants | killed | equivalent | survived | not measured |\n"
      << "|---|---:|---:|---:|---:|---:|\n";
  const auto row = [&out](const std::string& name, const Count& count) {
    out << "| " << name << " | " << count.mutants << " | " << count.killed << " | "
        << count.equivalent << " | " << count.survived << " | " << count.unmeasured << " |\n";
  };
  for (const auto& [name, count] : by_list) row("`" + name + "`", count);
  row("all", all);
}

}  // namespace

std::vector<Result> read_results(std::string_view text) {
  std::vector<Result> results;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    Result& result = results.emplace_back();
    for (std::string* field : {&result.name, &result.version, &result.tree, &result.outcome,
                               &result.how, &result.test}) {
      std::getline(fields, *field, '\t');
    }
  }
  return results;
}

Report told_of(const std::vector<Mutant>& mutants, const std::vector<Result>& results) {
  std::map<std::string, const Result*> last;
  for (const Result& result : results) last[result.name + "\t" + result.version] = &result;
  std::map<std::string, Count> by_list;
  Count all;
  std::set<std::string> trees;
  std::map<std::string, std::string> rows;
  for (const Mutant& mutant : mutants) {
    const auto found = last.find(mutant.name + "\t" + version_of(mutant));
    const Result* const result = found == last.end() ? nullptr : found->second;
    // A mutant that a test has killed is not saved by other tests: of the tree the sources count.
    if (result != nullptr) trees.insert(result->tree.substr(0, result->tree.find('-')));
    const Count count = count_of(mutant, result);
    by_list[mutant.list].add(count);
    all.add(count);
    rows[mutant.list] += "| `" + mutant.name + "` | " + escaped(mutant.breaks) + " | " +
                         end_of(mutant, result) + " |\n";
  }
  const int killable = all.mutants - all.equivalent - all.unmeasured;
  std::ostringstream out;
  out << "# Mutation report\n\n"
      << "Written by `tests/mutation/run`; see README.md. Killed: " << all.killed << " of "
      << killable << " that were measured and are not equivalent, " << percent(all.killed, killable)
      << ". A mutant is killed by the first test that fails; in brackets, how, if not by a "
         "check.\n";
  if (all.unmeasured > 0) {
    out << "**Not finished**: " << all.unmeasured << " of " << all.mutants
        << " mutants are not measured, and that share says nothing of them.\n";
  }
  if (trees.size() > 1) {
    out << "Not all was measured on the same sources: " << trees.size() << " states of them.\n";
  }
  out << "\n";
  tell_counts(out, by_list, all);
  for (const auto& [name, text] : rows) {
    out << "\n## " << name << "\n\n| mutant | what it breaks | noticed by |\n|---|---|---|\n"
        << text;
  }
  const bool enough = all.killed * 100 >= killable * percent_to_kill;
  return {out.str(), enough && all.unmeasured == 0 && all.refuted == 0};
}

}  // namespace stalemate::tests::mutation
