#include "scenarios/corpus/corpus.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "reports/cli/commands.h"
#include "reports/cli/interrupt.h"
#include "reports/cli/today.h"
#include "reports/corpus_report.h"
#include "reports/replay_report.h"
#include "reports/sentences.h"
#include "scenarios/campaign/file_names.h"
#include "scenarios/campaign/saved.h"

namespace stalemate::reports::cli {

namespace {

namespace fs = std::filesystem;
using scenarios::Candidate;
using scenarios::Corpus;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Kept;
using scenarios::Result;
using scenarios::SavedSchedule;

ExitCode refuse_corpus(const InputError& error, const Resources& resources) {
  resources.complain(error.message);
  return ExitCode::usage;
}

/// The folder that was named, or seeds/ of the scenarios that come with the program.
Result<std::string> folder_or_default(const std::string& folder, const Resources& resources) {
  if (!folder.empty()) return folder;
  const Result<std::vector<std::string>> scenarios = paths_or_default({}, resources.program);
  if (!scenarios) return scenarios.error();
  return (fs::path(scenarios.value().front()) / "seeds").string();
}

/// What `add` and `minimise` have in common.
class Keeper {
 public:
  Keeper(const CorpusArguments& arguments, const Resources& resources)
      : arguments_(&arguments),
        resources_(&resources),
        archive_{"", "", resources.versions, found_words},
        style_(resources.output.style(resources.program)) {}

  const scenarios::Archive& archive() const { return archive_; }
  bool interrupted() const { return interrupt_.requested().load(); }
  void tell(const std::string& path, const std::string& sentence) const {
    resources_->output.write(
        hanging("", printable(fmt::format("{}: {}", path, sentence)), Colour::none, style_));
  }

  /// Made small; nothing if it does not fail as its file says, which is told, and what the exit
  /// code then is.
  std::optional<Candidate> candidate_of(const SavedSchedule& saved, ExitCode& code) const {
    const auto recorded = model::from_name<model::Verdict>(saved.content.verdict);
    if (recorded == model::Verdict::holds || recorded == model::Verdict::undecided) {
      tell(saved.file, fmt::format("records \"{}\"; only a schedule that fails is kept small",
                                   saved.content.verdict));
      code = ExitCode::usage;
      return std::nullopt;
    }
    if (!reproduces(saved, code)) return std::nullopt;
    Result<Candidate> candidate = scenarios::as_small_as_it_gets(
        {saved, archive_, arguments_->budget, [this] { return interrupted(); }});
    if (!candidate) {
      code = refuse_corpus(candidate.error(), *resources_);
      return std::nullopt;
    }
    if (interrupted() || !reproduces({saved.file, candidate.value().content}, code)) {
      return std::nullopt;
    }
    code = candidate.value().finished ? ExitCode::as_expected : ExitCode::inconclusive;
    return std::move(candidate).value();
  }

 private:
  bool reproduces(const SavedSchedule& saved, ExitCode& code) const {
    const Result<scenarios::SavedReplay> replay =
        scenarios::replay_saved(saved, resources_->versions);
    if (!replay) {
      code = refuse_corpus(replay.error(), *resources_);
      return false;
    }
    if (replay.value().result.outcome == scenarios::SavedOutcome::reproduced) return true;
    resources_->output.write(printable(saved.file) + ": not kept: " +
                             comparison(replay.value().result, style_));
    code = exit_code(replay.value().result.outcome);
    return false;
  }

  const CorpusArguments* arguments_;
  const Resources* resources_;
  Interrupt interrupt_;
  scenarios::Archive archive_;
  Style style_;
};

// --- add

/// As `check` names the files of violations.
std::string usual_name(const scenarios::ScheduleFile& content) {
  scenarios::Violation violation;
  violation.property = *model::from_name<model::Property>(content.property);
  violation.verdict = *model::from_name<model::Verdict>(content.verdict);
  const std::string stem = scenarios::FileNames().stem(content.scenario_name, content.cell);
  return fs::path(scenarios::schedule_path({}, stem, violation)).stem().string();
}

std::string place_in(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / (name + ".json")).string();
}

/// What the new one says of itself; its name is one that no file there has.
Result<scenarios::Provenance> provenance_in(const std::string& folder,
                                            const CorpusArguments& arguments,
                                            const SavedSchedule& saved, const Candidate& candidate) {
  std::error_code ignored;
  scenarios::Provenance said = candidate.content.provenance;
  if (!arguments.name.empty()) {
    said.name = arguments.name;
    if (fs::exists(place_in(folder, said.name), ignored)) {
      return InputError{fmt::format("{}: is there, and shows something else; name another with "
                                    "--name",
                                    place_in(folder, said.name))};
    }
  }
  const std::string plain = said.name.empty() ? usual_name(candidate.content) : said.name;
  said.name = plain;
  for (int number = 2; fs::exists(place_in(folder, said.name), ignored); ++number) {
    said.name = fmt::format("{}-{}", plain, number);
  }
  if (!arguments.source.empty()) said.source = arguments.source;
  if (said.source.empty()) {
    const auto scenario = scenarios::embedded_scenario(saved.content, saved.file);
    if (scenario) said.source = scenario.value().source;
  }
  said.expected = candidate.content.verdict;
  if (!arguments.date.empty()) said.date_found = arguments.date;
  if (said.date_found.empty()) said.date_found = today();
  return said;
}

/// Keeps what it replaces as NAME.json.original.
std::optional<InputError> replace_with(const std::string& path,
                                       const scenarios::ScheduleFile& content) {
  if (auto error = scenarios::keep_original(path)) return error;
  return scenarios::save_schedule(path, content);
}

class Adder {
 public:
  Adder(const CorpusArguments& arguments, const Resources& resources, std::string folder,
        std::vector<Kept> entries)
      : arguments_(&arguments),
        resources_(&resources),
        keeper_(arguments, resources),
        folder_(std::move(folder)),
        entries_(std::move(entries)) {}

  ExitCode add(const std::string& path) {
    Result<scenarios::ScheduleFile> content = scenarios::load_schedule(path);
    if (!content) return refuse_corpus(content.error(), *resources_);
    const SavedSchedule saved{path, std::move(content).value()};
    ExitCode code = ExitCode::as_expected;
    std::optional<Candidate> candidate = keeper_.candidate_of(saved, code);
    if (!candidate) return code;
    const auto there = scenarios::entry_of_shape(entries_, candidate->shape);
    const auto error =
        there ? compare(entries_[*there], path, *candidate) : keep(saved, *candidate);
    return error ? refuse_corpus(*error, *resources_) : code;
  }

  bool interrupted() const { return keeper_.interrupted(); }

 private:
  /// One that shows the same is there already: the smaller one stays.
  std::optional<InputError> compare(Kept& there, const std::string& path, Candidate& candidate) {
    if (there.candidate.cost <= candidate.cost) {
      keeper_.tell(path, fmt::format("not added, for there is {}, {}", there.file,
                                     why_it_stays(there, {path, candidate})));
      return std::nullopt;
    }
    scenarios::Provenance& said = candidate.content.provenance;
    said = there.candidate.content.provenance;
    said.expected = candidate.content.verdict;
    if (auto error = replace_with(there.file, candidate.content)) return error;
    keeper_.tell(path, fmt::format("added in place of what {} was, which showed the same: {}",
                                   there.file, shrink_words(candidate)));
    there.candidate = std::move(candidate);
    return std::nullopt;
  }

  std::optional<InputError> keep(const SavedSchedule& saved, Candidate& candidate) {
    Result<scenarios::Provenance> said =
        provenance_in(folder_, *arguments_, saved, candidate);
    if (!said) return said.error();
    candidate.content.provenance = std::move(said).value();
    const std::string place = place_in(folder_, candidate.content.provenance.name);
    if (auto error = scenarios::prepare_folder(folder_)) return error;
    if (auto error = scenarios::save_schedule(place, candidate.content)) return error;
    keeper_.tell(saved.file, fmt::format("added as {}: {}", place, shrink_words(candidate)));
    entries_.push_back({place, std::move(candidate)});
    return std::nullopt;
  }

  const CorpusArguments* arguments_;
  const Resources* resources_;
  Keeper keeper_;
  std::string folder_;
  std::vector<Kept> entries_;
};

ExitCode add_to_corpus(const CorpusArguments& arguments, const Resources& resources) {
  const Result<std::string> folder = folder_or_default(arguments.to, resources);
  if (!folder) return refuse_corpus(folder.error(), resources);
  const Corpus corpus = scenarios::read_corpus(folder.value(), true);
  for (const InputError& error : corpus.errors) resources.complain(error.message);
  if (!corpus.errors.empty()) return ExitCode::usage;
  std::vector<Kept> entries;
  for (const SavedSchedule& saved : corpus.entries) {
    const Result<scenarios::Shaped> found = scenarios::shaped(saved.content, saved.file);
    if (!found) return refuse_corpus(found.error(), resources);
    Candidate candidate;
    candidate.content = saved.content;
    candidate.shape = found.value().shape;
    candidate.cost = found.value().cost;
    entries.push_back({saved.file, std::move(candidate)});
  }
  Adder adder(arguments, resources, folder.value(), std::move(entries));
  std::vector<ExitCode> codes;
  for (const std::string& path : arguments.paths) {
    codes.push_back(adder.add(path));
    if (adder.interrupted()) return ExitCode::interrupted;
  }
  return first_of(codes);
}

// --- minimise

class Minimiser {
 public:
  Minimiser(const CorpusArguments& arguments, const Resources& resources)
      : dry_run_(arguments.dry_run), resources_(&resources), keeper_(arguments, resources) {}

  ExitCode run(const Corpus& corpus) {
    for (const SavedSchedule& saved : corpus.entries) {
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
    if (const auto error = write ? replace_with(kept.file, kept.candidate.content) : std::nullopt) {
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
      fs::remove(goes.file, failed);
    }
    if (failed) {
      codes_.push_back(refuse_corpus(
          {fmt::format("{}: cannot be taken away: {}", goes.file, failed.message())},
          *resources_));
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

ExitCode minimise_corpus(const CorpusArguments& arguments, const Resources& resources) {
  const Result<std::string> folder = folder_or_default(arguments.to, resources);
  if (!folder) return refuse_corpus(folder.error(), resources);
  const Corpus corpus = scenarios::read_corpus(folder.value(), false);
  for (const InputError& error : corpus.errors) resources.complain(error.message);
  if (!corpus.errors.empty()) return ExitCode::usage;
  if (corpus.entries.empty()) {
    resources.complain_of_empty(folder.value());
    return ExitCode::vacuous;
  }
  return Minimiser(arguments, resources).run(corpus);
}

// --- check

ExitCode check_corpus(const CorpusArguments& arguments, const Resources& resources) {
  std::vector<std::string> folders = arguments.paths;
  if (folders.empty()) {
    const Result<std::string> folder = folder_or_default("", resources);
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
