#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "reports/cli/keeper.h"
#include "reports/cli/today.h"
#include "reports/corpus_report.h"
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
                                            const SavedSchedule& saved,
                                            const Candidate& candidate) {
  std::error_code ignored;
  scenarios::Provenance said = candidate.content.provenance;
  if (!arguments.name.empty()) {
    said.name = arguments.name;
    if (fs::exists(place_in(folder, said.name), ignored)) {
      return InputError{
          fmt::format("{}: is there, and shows something else; name another with "
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
      keeper_.tell(path, fmt::format("not added, for there is {}, {}{}", there.file,
                                     why_it_stays(there, {path, candidate}), unused_words()));
      return std::nullopt;
    }
    scenarios::Provenance& said = candidate.content.provenance;
    said = there.candidate.content.provenance;
    said.expected = candidate.content.verdict;
    if (auto error = replace_entry(there.file, candidate.content)) return error;
    keeper_.tell(path, fmt::format("added in place of what {} was, which showed the same: {}{}",
                                   there.file, shrink_words(candidate), unused_words()));
    there.candidate = std::move(candidate);
    return std::nullopt;
  }

  /// An entry that is there keeps what it says of itself.
  const char* unused_words() const {
    const bool any =
        !arguments_->name.empty() || !arguments_->source.empty() || !arguments_->date.empty();
    return any ? " (its --name, --source and --date stay as they are there)" : "";
  }

  std::optional<InputError> keep(const SavedSchedule& saved, Candidate& candidate) {
    Result<scenarios::Provenance> said = provenance_in(folder_, *arguments_, saved, candidate);
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

}  // namespace

ExitCode add_to_corpus(const CorpusArguments& arguments, const Resources& resources) {
  const std::optional<Corpus> corpus = corpus_to_change(arguments.to, true, resources);
  if (!corpus) return ExitCode::usage;
  std::vector<Kept> entries;
  for (const SavedSchedule& saved : corpus->entries) {
    const Result<scenarios::SavedReplay> replay =
        scenarios::replay_saved(saved, resources.versions);
    if (!replay) return refuse_corpus(replay.error(), resources);
    // One that does not fail like that any more keeps no other out that does.
    switch (replay.value().result.outcome) {
      case scenarios::SavedOutcome::reproduced:
      case scenarios::SavedOutcome::not_deterministic:
        break;
      case scenarios::SavedOutcome::no_longer_fails:
      case scenarios::SavedOutcome::fails_differently:
      case scenarios::SavedOutcome::diverged:
        continue;
    }
    const Result<scenarios::Shaped> found = scenarios::shaped(saved.content, saved.file);
    if (!found) return refuse_corpus(found.error(), resources);
    Candidate candidate;
    candidate.content = saved.content;
    candidate.shape = found.value().shape;
    candidate.cost = found.value().cost;
    entries.push_back({saved.file, std::move(candidate)});
  }
  Adder adder(arguments, resources, corpus->folder, std::move(entries));
  std::vector<ExitCode> codes;
  for (const std::string& path : arguments.paths) {
    codes.push_back(adder.add(path));
    if (adder.interrupted()) return ExitCode::interrupted;
  }
  return first_of(codes);
}

}  // namespace stalemate::reports::cli
