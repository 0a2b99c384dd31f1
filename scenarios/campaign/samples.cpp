#include "scenarios/campaign/samples.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/campaign/judge.h"
#include "scenarios/campaign/transcript.h"
#include "scenarios/format/cell_document.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/schedule_file.h"

namespace stalemate::scenarios {

namespace {

/// The gravest that the cell names: what the file speaks of.
Violation spoken_of(const Cell& cell, const ToldRun& told) {
  Violation spoken;
  bool first = true;
  for (std::size_t index = 0; index < model::property_count; ++index) {
    const model::Finding& finding = told.result.findings[index];
    if (!cell.expected[index]) continue;
    if (!first && gravity(finding.verdict) <= gravity(spoken.verdict)) continue;
    first = false;
    spoken.property = static_cast<model::Property>(index);
    spoken.verdict = finding.verdict;
    spoken.finding = finding;
  }
  spoken.trace_hash = told.result.trace.hash();
  spoken.steps = told.result.steps;
  return spoken;
}

}  // namespace

std::string sample_path(const std::string& reports, const std::string& stem, std::uint64_t seed) {
  return fmt::format("{}/samples/{}/{}.json", reports, stem, seed);
}

std::optional<InputError> save_samples(const SamplesRequest& request) {
  const Options& options = request.options;
  const std::uint64_t count = std::min(options.samples, options.seeds);
  if (count == 0) return std::nullopt;
  const std::string folder = fmt::format("{}/samples/{}", request.archive.reports, request.stem);
  if (auto error = prepare_folder(folder)) return error;
  const format::Json world = format::world_of_cell(request.scenario, request.cell.name);
  const Result<Scenario> own =
      format::load_beside(request.scenario, request.cell, world, request.scenario.path);
  if (!own) return own.error();
  const Cell& cell = own.value().cells.front();
  model::Simulation simulation(cell.config);
  for (std::uint64_t index = 0; index < count && !request.must_stop(); ++index) {
    const std::uint64_t seed = options.base_seed + index;
    const ToldRun told = run_seed(simulation, options.strategy, seed);
    ScheduleFile file =
        schedule_file_of(request.archive, own.value(), cell, spoken_of(request.cell, told),
                         schedule_of(told.transcript));
    file.found = fmt::format("seed {}: {}", seed, file.found);
    const std::string path = sample_path(request.archive.reports, request.stem, seed);
    if (auto error = save_schedule(path, file, Disk::later)) return error;
  }
  return std::nullopt;
}

}  // namespace stalemate::scenarios
