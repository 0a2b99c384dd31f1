// What `corpus` is asked to do: add schedules, make those that are kept small, or replay them.
//
// Invariants:
//  1. A name, a source and a date are well-formed; a name goes with one file only.
//
// Cost: none to speak of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace stalemate::reports::cli {

enum class CorpusAction : std::uint8_t { add, minimise, check };

struct CorpusArguments {
  CorpusAction action = CorpusAction::check;
  std::vector<std::string> paths;  // schedules to add, or folders; none: the scenarios' own
  std::string to;                  // folder to add to; empty: as above
  std::string name;                // of these three, what was not said is empty
  std::string source;
  std::string date;
  std::uint64_t budget = 0;  // runs that may be tried to make each small
  bool dry_run = false;
  bool json = false;
};

/// Options as they were written.
struct CorpusTexts {
  std::string budget;
  std::string format = "text";
};

void add_corpus(CLI::App& app, CorpusArguments& corpus, CorpusTexts& texts);

/// @return what is wrong with them, if anything is
std::optional<std::string> read_corpus_arguments(const CLI::App& app, const CorpusTexts& texts,
                                                 CorpusArguments& corpus);

}  // namespace stalemate::reports::cli
