#include "scenarios/campaign/shrinking.h"

#include <optional>
#include <utility>

#include "scenarios/shrink/shrink.h"

namespace stalemate::scenarios {

namespace {

ShrunkRun run_of(Shrunk shrunk, model::Property property) {
  ShrunkRun run;
  run.before = shrunk.before;
  run.after = shrunk.after;
  run.runs = shrunk.runs;
  run.finished = shrunk.finished;
  run.config = shrunk.cell().config;
  run.finding = shrunk.told.result.findings[static_cast<std::size_t>(property)];
  run.trace_hash = shrunk.told.result.trace.hash();
  run.steps = shrunk.told.result.steps;
  run.transcript = std::move(shrunk.told.transcript);
  return run;
}

/// @return what went wrong, if anything did
std::optional<InputError> replace(const Violation& violation, const ShrunkRun& run,
                                  const Scenario& scenario, const Archive& archive) {
  if (auto error = keep_original(violation.schedule_file)) return error;
  Violation smaller;
  smaller.property = violation.property;
  smaller.verdict = run.finding.verdict;
  smaller.finding = run.finding;
  smaller.trace_hash = run.trace_hash;
  smaller.steps = run.steps;
  return save_violation(archive, violation.schedule_file, scenario, scenario.cells.front(), smaller,
                        schedule_of(run.transcript));
}

}  // namespace

std::vector<std::string> shrink_violations(CellResult& result, const Scenario& scenario,
                                           const Cell& cell, const Options& options,
                                           const Archive& archive,
                                           const std::function<bool()>& must_stop) {
  std::vector<std::string> problems;
  for (PropertyResult& property : result.properties) {
    for (Violation& violation : property.violations) {
      const bool fails = violation.verdict != model::Verdict::undecided;
      if (!fails || violation.schedule_file.empty() || violation.transcript.events.empty())
        continue;
      if (must_stop()) return problems;
      const sim::Schedule schedule = schedule_of(violation.transcript);
      Result<Shrunk> shrunk =
          shrink({scenario, cell, violation.property, schedule, options.shrink_budget, must_stop});
      if (!shrunk) {
        problems.push_back(shrunk.error().message);
        continue;
      }
      if (!(shrunk.value().after < shrunk.value().before)) continue;
      const Scenario own = shrunk.value().scenario;
      ShrunkRun run = run_of(std::move(shrunk).value(), violation.property);
      if (const auto error = replace(violation, run, own, archive)) {
        problems.push_back(error->message);
      } else {
        violation.shrunk = std::move(run);
      }
    }
  }
  return problems;
}

}  // namespace stalemate::scenarios
