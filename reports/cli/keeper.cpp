#include "reports/cli/keeper.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "reports/replay_report.h"
#include "reports/sentences.h"
#include "scenarios/campaign/saved.h"

namespace stalemate::reports::cli {

using scenarios::Candidate;
using scenarios::ExitCode;
using scenarios::InputError;
using scenarios::Result;
using scenarios::SavedSchedule;

ExitCode refuse_corpus(const InputError& error, const Resources& resources) {
  resources.complain(error.message);
  return ExitCode::usage;
}

Result<std::string> corpus_folder(const std::string& named, const Resources& resources) {
  if (!named.empty()) return named;
  const Result<std::vector<std::string>> scenarios = paths_or_default({}, resources.program);
  if (!scenarios) return scenarios.error();
  return (std::filesystem::path(scenarios.value().front()) / "seeds").string();
}

std::optional<scenarios::Corpus> corpus_to_change(const std::string& named, bool may_be_new,
                                                  const Resources& resources) {
  const Result<std::string> folder = corpus_folder(named, resources);
  if (!folder) {
    refuse_corpus(folder.error(), resources);
    return std::nullopt;
  }
  scenarios::Corpus corpus = scenarios::read_corpus(folder.value(), may_be_new);
  for (const InputError& error : corpus.errors) resources.complain(error.message);
  if (!corpus.errors.empty()) return std::nullopt;
  return corpus;
}

bool is_to_fail(const scenarios::ScheduleFile& content) {
  const std::string& expected = content.provenance.expected;
  const std::string& verdict = expected.empty() ? content.verdict : expected;
  return verdict == model::name(model::Verdict::violated) ||
         verdict == model::name(model::Verdict::uncached);
}

std::optional<InputError> replace_entry(const std::string& path,
                                        const scenarios::ScheduleFile& content) {
  if (auto error = scenarios::keep_original(path)) return error;
  return scenarios::save_schedule(path, content);
}

Keeper::Keeper(const CorpusArguments& arguments, const Resources& resources)
    : arguments_(&arguments),
      resources_(&resources),
      archive_{"", "", resources.versions, found_words},
      style_(resources.output.style(resources.program)) {}

void Keeper::tell(const std::string& path, const std::string& sentence) const {
  resources_->output.write(
      hanging("", printable(fmt::format("{}: {}", path, sentence)), Colour::none, style_));
}

std::optional<Candidate> Keeper::candidate_of(const SavedSchedule& saved, ExitCode& code) const {
  if (!is_to_fail(saved.content)) {
    code =
        refuse_corpus({fmt::format("{}: records \"{}\"; only a schedule that fails is kept small",
                                   saved.file, saved.content.verdict)},
                      *resources_);
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

bool Keeper::reproduces(const SavedSchedule& saved, ExitCode& code) const {
  const Result<scenarios::SavedReplay> replay =
      scenarios::replay_saved(saved, resources_->versions);
  if (!replay) {
    code = refuse_corpus(replay.error(), *resources_);
    return false;
  }
  if (replay.value().result.outcome == scenarios::SavedOutcome::reproduced) return true;
  resources_->output.write(printable(saved.file) +
                           ": not kept: " + comparison(replay.value().result, style_));
  code = exit_code(replay.value().result.outcome);
  return false;
}

}  // namespace stalemate::reports::cli
