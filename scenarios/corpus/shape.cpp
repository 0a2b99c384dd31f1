#include "scenarios/corpus/shape.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/format/cell_document.h"
#include "scenarios/shrink/edits.h"
#include "scenarios/shrink/trial.h"
#include "sim/assert.h"
#include "sim/explore/deviations.h"

namespace stalemate::scenarios {

std::string handler_line(const model::HandlerConfig& handler) {
  // By name, so that a new switch is not forgotten here.
  const auto& [generation, router, put_registered, regeneration_registered,
               miss_stored_behind_response, handler_per_request, regeneration_lease_ms,
               cached_tags_age, program] = handler;
  return fmt::format("{} {} {} {} {} {} {} {}", program ? program->name : model::name(generation),
                     model::name(router), put_registered, regeneration_registered,
                     miss_stored_behind_response, handler_per_request, regeneration_lease_ms,
                     cached_tags_age);
}

std::string deviation_line(const sim::RecordedChoice& choice) {
  const std::string label = sim::split_name(choice.label).text;
  if (sim::amount_in(choice.taken) != sim::no_number) return label;
  return fmt::format("{}: {}", label, sim::split_name(choice.taken).text);
}

Result<Shaped> shaped(const ScheduleFile& schedule, const std::string& path) {
  const Result<Scenario> scenario = embedded_scenario(schedule, path);
  if (!scenario) return scenario.error();
  const auto cell = std::ranges::find(scenario.value().cells, schedule.cell, &Cell::name);
  const auto property = model::from_name<model::Property>(schedule.property);
  // The loader has checked both.
  SIM_ASSERT(cell != scenario.value().cells.end());
  SIM_ASSERT(property.has_value());
  format::Json world = spelt_out(format::world_of_cell(scenario.value(), cell->name));
  world.erase("sometimes");  // as the shrinker weighs it
  Trial trial(cell->config, *property, count_values(world) + faults_allowed(world));
  const Weighed weighed = trial.weigh(trial.tidy(sim::deviations_of(schedule.choices)));

  Shaped result;
  result.shape.property = *property;
  result.shape.way = weighed.way;
  result.shape.handler = handler_line(cell->config.handler);
  for (const sim::RecordedChoice& choice : schedule.choices) {
    if (!choice.calm) result.shape.deviations.push_back(deviation_line(choice));
  }
  std::ranges::sort(result.shape.deviations);
  result.shape.requests = weighed.cost.requests;
  result.shape.faults = weighed.cost.faults;
  result.cost = weighed.cost;
  return result;
}

}  // namespace stalemate::scenarios
