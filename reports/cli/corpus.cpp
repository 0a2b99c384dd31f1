#include "scenarios/corpus/corpus.h"

#include "reports/cli/keeper.h"
#include "reports/corpus_report.h"
#include "scenarios/campaign/saved.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Corpus;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;
using scenarios::SavedSchedule;

ExitCode check_corpus(const CorpusArguments& arguments, const Resources& resources) {
  std::vector<std::string> folders = arguments.paths;
  if (folders.empty()) {
    const Result<std::string> folder = corpus_folder("", resources);
    if (!folder) return refuse_corpus(folder.error(), resources);
    folders.push_back(folder.value());
  }
  std::vector<ReplayedEntry> entries;
  std::vector<ExitCode> codes;
  const auto complain = [&](const InputError& error) {
    codes.push_back(refuse_corpus(error, resources));
  };
  for (const std::string& folder : folders) {
    const Corpus corpus = scenarios::read_corpus(folder, false);
    for (const InputError& error : corpus.errors) complain(error);
    if (corpus.entries.empty() && corpus.errors.empty()) {
      resources.complain_of_empty(folder);
      codes.push_back(ExitCode::vacuous);
    }
    for (const SavedSchedule& saved : corpus.entries) {
      Result<scenarios::SavedReplay> replay = scenarios::replay_saved(saved, resources.versions);
      if (!replay) {
        complain(replay.error());
        continue;
      }
      codes.push_back(exit_code(replay.value().result.outcome));
      entries.push_back({std::move(replay.value().result), saved.content.provenance});
    }
  }
  const ExitCode code = first_of(codes);
  const Style style = resources.output.style(resources.program);
  resources.output.write(arguments.json ? corpus_json(entries, code, resources.versions)
                                        : corpus_text(entries, code, resources.versions, style));
  return code;
}

}  // namespace

ExitCode run_corpus(const CorpusArguments& arguments, const Resources& resources) {
  switch (arguments.action) {
    case CorpusAction::add:
      return add_to_corpus(arguments, resources);
    case CorpusAction::minimise:
      return minimise_corpus(arguments, resources);
    case CorpusAction::check:
      return check_corpus(arguments, resources);
  }
  return ExitCode::internal;
}

}  // namespace stalemate::reports::cli
