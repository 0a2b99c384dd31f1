#include "scenarios/corpus/corpus.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "scenarios/campaign/saved.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios {

namespace {

/// What the present model says of the run as it stands.
ScheduleFile recorded_again(const SmallerRequest& request) {
  ScheduleFile file = request.saved.content;
  file.model_hash = request.archive.versions.model_hash;
  file.stalemate_version = request.archive.versions.stalemate;
  const Result<SavedReplay> replay = replay_saved(request.saved, request.archive.versions);
  if (!replay) return request.saved.content;
  const auto& program = replay.value().config.handler.program;
  if (program) file.program_sha256 = program->sha256;
  file.trace_hash = fmt::format("{:016x}", replay.value().result.trace_hash);
  file.steps = replay.value().result.steps;
  return file;
}

}  // namespace

ScheduleFile smaller_file(const ScheduleFile& old, const Shrunk& shrunk, const Archive& archive) {
  Violation violation;
  violation.property = *model::from_name<model::Property>(old.property);
  violation.finding = shrunk.told.result.findings[static_cast<std::size_t>(violation.property)];
  violation.verdict = violation.finding.verdict;
  violation.trace_hash = shrunk.told.result.trace.hash();
  violation.steps = shrunk.told.result.steps;
  Scenario scenario = shrunk.scenario;
  scenario.path = old.scenario_path;
  ScheduleFile file = schedule_file_of(archive, scenario, shrunk.cell(), violation,
                                       schedule_of(shrunk.told.transcript));
  file.provenance = old.provenance;
  return file;
}

Corpus read_corpus(const std::string& folder, bool may_be_new) {
  Corpus corpus;
  corpus.folder = folder;
  std::error_code ignored;
  if (may_be_new && !std::filesystem::exists(folder, ignored)) return corpus;
  const Result<std::vector<std::string>> files = schedule_files_of(folder);
  if (!files) {
    corpus.errors.push_back(files.error());
    return corpus;
  }
  for (const std::string& file : files.value()) {
    Result<ScheduleFile> content = load_schedule(file);
    if (content) {
      corpus.entries.push_back({file, std::move(content).value()});
    } else {
      corpus.errors.push_back(content.error());
    }
  }
  return corpus;
}

Result<Candidate> as_small_as_it_gets(const SmallerRequest& request) {
  const SavedSchedule& saved = request.saved;
  const Result<Scenario> scenario = embedded_scenario(saved.content, saved.file);
  if (!scenario) return scenario.error();
  const auto cell = std::ranges::find(scenario.value().cells, saved.content.cell, &Cell::name);
  const Result<Shrunk> shrunk =
      shrink({scenario.value(), *cell, *model::from_name<model::Property>(saved.content.property),
              saved.content.choices, request.budget, request.must_stop});
  if (!shrunk) return shrunk.error();
  const bool smaller = shrunk.value().after < shrunk.value().before;
  Candidate candidate;
  candidate.content = smaller ? smaller_file(saved.content, shrunk.value(), request.archive)
                              : recorded_again(request);
  const Result<Shaped> found = shaped(candidate.content, saved.file);
  if (!found) return found.error();
  candidate.shape = found.value().shape;
  candidate.cost = found.value().cost;
  candidate.before = smaller ? shrunk.value().before : candidate.cost;
  candidate.runs = shrunk.value().runs;
  candidate.finished = shrunk.value().finished;
  return candidate;
}

bool stays_before(const Kept& one, const Kept& other) {
  const auto order = [](const Kept& kept) {
    const std::string& date = kept.candidate.content.provenance.date_found;
    return std::tuple(kept.candidate.cost, date.empty(), date, kept.file);
  };
  return order(one) < order(other);
}

std::optional<std::size_t> entry_of_shape(const std::vector<Kept>& entries, const Shape& shape) {
  std::optional<std::size_t> found;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    if (entries[index].candidate.shape != shape) continue;
    if (!found || stays_before(entries[index], entries[*found])) found = index;
  }
  return found;
}

std::vector<Duplicate> duplicates_in(const std::vector<Kept>& entries) {
  std::vector<Duplicate> duplicates;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const std::size_t stays = *entry_of_shape(entries, entries[index].candidate.shape);
    if (stays != index) duplicates.push_back({index, stays});
  }
  return duplicates;
}

}  // namespace stalemate::scenarios
