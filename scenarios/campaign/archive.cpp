#include "scenarios/campaign/archive.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"

namespace stalemate::scenarios {

std::optional<InputError> prepare_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return InputError{fmt::format("{}: cannot make this folder: {}", folder, error.message())};
  }
  const std::string probe = folder + "/.probe";
  if (const std::optional<InputError> problem = write_file_atomically(probe, "")) return problem;
  fs::remove(probe, error);
  return std::nullopt;
}

std::string schedule_path(const Archive& archive, const std::string& stem,
                          const Violation& violation) {
  const std::string property = model::name(violation.property);
  const std::string verdict = violation.verdict == model::Verdict::violated
                                  ? ""
                                  : fmt::format("--{}", model::name(violation.verdict));
  return fmt::format("{}/{}--{}{}.json", archive.folder, stem, property, verdict);
}

std::string original_of(const std::string& path) { return path + ".original"; }

std::optional<InputError> keep_original(const std::string& path) {
  const Result<std::string> text = read_file(path, format::longest_schedule_bytes);
  if (!text) return text.error();
  // What stands there is another one's original, or the same.
  constexpr int most_originals = 1000;
  std::error_code ignored;
  std::string place = original_of(path);
  for (int number = 1; std::filesystem::exists(place, ignored); ++number) {
    const Result<std::string> there = read_file(place, format::longest_schedule_bytes);
    if (there && there.value() == text.value()) return std::nullopt;
    if (number == most_originals) {
      return InputError{fmt::format("{}: too many originals of it are kept; move them away", path)};
    }
    place = fmt::format("{}.{}", original_of(path), number);
  }
  return write_file_atomically(place, text.value());
}

void forget_original(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove(original_of(path), ignored);
}

ScheduleFile schedule_file_of(const Archive& archive, const Scenario& scenario, const Cell& cell,
                              const Violation& violation, const sim::Schedule& schedule) {
  ScheduleFile file;
  file.stalemate_version = archive.versions.stalemate;
  file.model_hash = archive.versions.model_hash;
  file.scenario_path = scenario.path;
  file.scenario_name = scenario.name;
  file.scenario_hash = scenario.hash;
  file.cell = cell.name;
  if (cell.config.handler.program) file.program_sha256 = cell.config.handler.program->sha256;
  file.seed = violation.seed;
  file.property = model::name(violation.property);
  file.verdict = model::name(violation.verdict);
  file.trace_hash = fmt::format("{:016x}", violation.trace_hash);
  file.steps = violation.steps;
  file.found = archive.sentence(violation);
  file.choices = schedule;
  file.scenario_document = scenario.document;
  return file;
}

std::optional<InputError> save_violation(const Archive& archive, const std::string& path,
                                         const Scenario& scenario, const Cell& cell,
                                         const Violation& violation,
                                         const sim::Schedule& schedule) {
  return save_schedule(path, schedule_file_of(archive, scenario, cell, violation, schedule));
}

}  // namespace stalemate::scenarios
