// What the commands that change a corpus have in common: a schedule is run, made small, and run
// again before anything is written.
//
// Invariants:
//  1. What is replaced or taken away stays beside it as NAME.json.original; files are whole or not
//     there.
//  2. After the first Ctrl-C nothing more is written.
//
// Cost: that of shrinking.
#pragma once

#include <optional>
#include <string>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "scenarios/corpus/corpus.h"

namespace stalemate::reports::cli {

/// The folder that was named, or seeds/ of the scenarios that come with the program.
scenarios::Result<std::string> corpus_folder(const std::string& named, const Resources& resources);

/// All that is kept there. What is wrong with the folder, or a file in it, is told, and then there
/// is nothing: exit code 2.
/// @param may_be_new whether it need not be there yet
std::optional<scenarios::Corpus> corpus_to_change(const std::string& named, bool may_be_new,
                                                  const Resources& resources);

/// Tells the error, which is one of bad input.
scenarios::ExitCode refuse_corpus(const scenarios::InputError& error, const Resources& resources);

/// Whether the run is expected to fail; one of a bug that was mended may be kept, too.
bool is_to_fail(const scenarios::ScheduleFile& content);

/// Keeps what it replaces as NAME.json.original.
std::optional<scenarios::InputError> replace_entry(const std::string& path,
                                                   const scenarios::ScheduleFile& content);

class Keeper {
 public:
  Keeper(const CorpusArguments& arguments, const Resources& resources);

  bool interrupted() const { return interrupt_.requested().load(); }
  void tell(const std::string& path, const std::string& sentence) const;

  /// Made small; nothing if it does not fail as its file says, which is told, or after Ctrl-C.
  /// @param code what the exit code is then, or if a budget ended the shrinking
  std::optional<scenarios::Candidate> candidate_of(const scenarios::SavedSchedule& saved,
                                                   scenarios::ExitCode& code) const;

 private:
  bool reproduces(const scenarios::SavedSchedule& saved, scenarios::ExitCode& code) const;

  const CorpusArguments* arguments_;
  const Resources* resources_;
  Interrupt interrupt_;
  scenarios::Archive archive_;
  Style style_;
};

scenarios::ExitCode add_to_corpus(const CorpusArguments& arguments, const Resources& resources);
scenarios::ExitCode minimise_corpus(const CorpusArguments& arguments, const Resources& resources);

}  // namespace stalemate::reports::cli
