#include "scenarios/campaign/saved.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/javascript/programs.h"
#include "sim/assert.h"

namespace stalemate::scenarios {

namespace {

SavedOutcome outcome_of(const SavedResult& result, const std::string& recorded_hash) {
  if (result.divergence) return SavedOutcome::diverged;
  const bool same_trace = fmt::format("{:016x}", result.trace_hash) == recorded_hash;
  const bool same_run = same_trace && result.steps == result.recorded_steps;
  if (!result.model_changed && !same_run) return SavedOutcome::not_deterministic;
  if (result.found == result.recorded) return SavedOutcome::reproduced;
  return result.found == model::Verdict::holds ? SavedOutcome::no_longer_fails
                                               : SavedOutcome::fails_differently;
}

}  // namespace

Result<SavedReplay> replay_saved(const SavedSchedule& saved, const Versions& versions) {
  const ScheduleFile& content = saved.content;
  const Result<Scenario> scenario = embedded_scenario(content, saved.file);
  if (!scenario) return scenario.error();
  const std::vector<Cell>& cells = scenario.value().cells;
  const auto cell = std::find_if(cells.begin(), cells.end(), [&content](const Cell& candidate) {
    return candidate.name == content.cell;
  });
  const auto property = model::from_name<model::Property>(content.property);
  const std::string& expected = content.provenance.expected;
  const auto recorded =
      model::from_name<model::Verdict>(expected.empty() ? content.verdict : expected);
  // The loader has checked all three.
  SIM_ASSERT(cell != cells.end());
  SIM_ASSERT(property.has_value());
  SIM_ASSERT(recorded.has_value());

  if (const auto problem = problem_of_program(cell->config.handler)) {
    return InputError{saved.file + ": " + problem->message};
  }

  SavedReplay replay;
  replay.config = cell->config;
  model::Simulation simulation(cell->config);
  replay.told = run_schedule(simulation, content.choices);

  SavedResult& result = replay.result;
  result.file = saved.file;
  result.scenario = content.scenario_name;
  result.cell = content.cell;
  result.property = *property;
  result.recorded = *recorded;
  result.found = replay.told.result.findings[static_cast<std::size_t>(*property)].verdict;
  result.trace_hash = replay.told.result.trace.hash();
  result.steps = replay.told.result.steps;
  result.recorded_steps = content.steps;
  result.model_changed = content.model_hash != versions.model_hash;
  result.divergence = replay.told.divergence;
  result.outcome = outcome_of(result, content.trace_hash);
  return replay;
}

}  // namespace stalemate::scenarios
