#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "reports/cli/keeper.h"
#include "reports/corpus_report.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::Candidate;
using scenarios::Corpus;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Kept;
using scenarios::Result;
using scenarios::SavedSchedule;

class Minimiser {
 public:
  Minimiser(const CorpusArguments& arguments, const Resources& resources)
      : dry_run_(arguments.dry_run), resources_(&resources), keeper_(arguments, resources) {}

  ExitCode run(const Corpus& corpus) {
    for (const SavedSchedule& saved : corpus.entries) {
      if (!is_to_fail(saved.content)) {
        keeper_.tell(saved.file, "left as it is: it is not expected to fail");
        continue;
      }
      ExitCode code = ExitCode::as_expected;
      std::optional<Candidate> candidate = keeper_.candidate_of(saved, code);
      if (keeper_.interrupted()) return ExitCode::interrupted;
      codes_.push_back(code);
      if (candidate) entries_.push_back({saved.file, std::move(*candidate)});
    }
    std::vector<std::optional<std::size_t>> instead(entries_.size());
    for (const scenarios::Duplicate& duplicate : scenarios::duplicates_in(entries_)) {
      instead[duplicate.goes] = duplicate.stays;
    }
    // First what stays is safe, then what shows the same goes.
    std::vector<bool> safe(entries_.size(), false);
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      if (instead[index]) continue;
      if (keeper_.interrupted()) return ExitCode::interrupted;
      safe[index] = make_smaller(entries_[index]);
    }
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      if (!instead[index] || !safe[*instead[index]]) continue;
      if (keeper_.interrupted()) return ExitCode::interrupted;
      take_away(entries_[index], entries_[*instead[index]]);
    }
    return first_of(codes_);
  }

 private:
  /// @return whether it stands there as it should
  bool make_smaller(const Kept& kept) {
    const bool write = kept.candidate.smaller() && !dry_run_;
    if (const auto error =
            write ? replace_entry(kept.file, kept.candidate.content) : std::nullopt) {
      codes_.push_back(refuse_corpus(*error, *resources_));
      return false;
    }
    keeper_.tell(kept.file, (dry_run_ && kept.candidate.smaller() ? "would be " : "") +
                                shrink_words(kept.candidate));
    return true;
  }

  void take_away(const Kept& goes, const Kept& stays) {
    std::error_code failed;
    if (!dry_run_) {
      if (const auto error = scenarios::keep_original(goes.file)) {
        codes_.push_back(refuse_corpus(*error, *resources_));
        return;
      }
      std::filesystem::remove(goes.file, failed);
    }
    if (failed) {
      codes_.push_back(refuse_corpus(
          {fmt::format("{}: cannot be taken away: {}", goes.file, failed.message())}, *resources_));
      return;
    }
    keeper_.tell(goes.file,
                 fmt::format("{} for {}, {}", dry_run_ ? "would be taken away" : "taken away",
                             stays.file, why_it_stays(stays, goes)));
  }

  bool dry_run_;
  const Resources* resources_;
  Keeper keeper_;
  std::vector<Kept> entries_;
  std::vector<ExitCode> codes_;
};

}  // namespace

ExitCode minimise_corpus(const CorpusArguments& arguments, const Resources& resources) {
  const std::optional<Corpus> corpus = corpus_to_change(arguments.to, false, resources);
  if (!corpus) return ExitCode::usage;
  if (corpus->entries.empty()) {
    resources.complain_of_empty(corpus->folder);
    return ExitCode::vacuous;
  }
  return Minimiser(arguments, resources).run(*corpus);
}

}  // namespace stalemate::reports::cli
