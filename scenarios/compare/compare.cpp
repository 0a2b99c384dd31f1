#include "scenarios/compare/compare.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/describe.h"
#include "scenarios/format/cell_document.h"
#include "scenarios/format/load_document.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {

namespace {

using format::Json;

Json value_of(const std::string& written) {
  if (written == "true" || written == "false") return written == "true";
  std::int64_t number = 0;
  const char* const end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, number);
  if (error == std::errc() && stop == end) return number;
  return written;
}

std::string title_of(const Change& change) {
  if (change.key == generation_key) return change.value;
  return change.key + "=" + change.value;
}

/// Of a side that changes nothing, beside what the other one changes.
std::string title_as_recorded(const std::optional<Change>& other, const model::WorldConfig& own) {
  const bool versions = other && other->key == generation_key;
  return versions ? model::handler_name(own.handler) : "as recorded";
}

/// The schedule's cell with this change; errors name the change beside the file.
Result<model::WorldConfig> changed_world(const SavedSchedule& saved, const Scenario& scenario,
                                         const Json& world, const Change& change) {
  const std::string place = saved.file + " with " + change.key + "=" + change.value;
  const std::vector<Cell>& cells = scenario.cells;
  const auto cell = std::find_if(cells.begin(), cells.end(), [&saved](const Cell& candidate) {
    return candidate.name == saved.content.cell;
  });
  SIM_ASSERT(cell != cells.end());  // the loader has checked it
  Result<Scenario> loaded = format::load_beside(scenario, *cell, world, place);
  if (!loaded) return loaded.error();
  model::WorldConfig& changed = loaded.value().cells.front().config;
  if (const auto problem = problem_of_program(changed.handler)) return *problem;
  return changed;
}

void run_side(Side& side, const sim::Schedule& schedule) {
  model::Simulation simulation(side.config);
  sim::LabelledExplorer explorer(schedule);
  side.told = run_told(simulation, explorer);
  side.followed = explorer.followed();
}

}  // namespace

std::optional<Parting> parting_of(const Transcript& first, const Transcript& second) {
  const auto event = std::mismatch(first.events.begin(), first.events.end(), second.events.begin(),
                                   second.events.end());
  if (event.first == first.events.end() && event.second == second.events.end()) {
    return std::nullopt;
  }
  const auto decision = std::mismatch(
      first.decisions.begin(), first.decisions.end(), second.decisions.begin(),
      second.decisions.end(), [](const Decision& one, const Decision& other) {
        return one.choice.label == other.choice.label && one.choice.taken == other.choice.taken;
      });
  return Parting{static_cast<std::size_t>(event.first - first.events.begin()),
                 static_cast<std::size_t>(decision.first - first.decisions.begin())};
}

Result<Comparison> compare(const SavedSchedule& saved, const Changes& changes,
                           const Versions& versions) {
  Result<SavedReplay> own = replay_saved(saved, versions);
  if (!own) return own.error();
  const Result<Scenario> scenario = embedded_scenario(saved.content, saved.file);
  if (!scenario) return scenario.error();
  const Json recorded = format::world_of_cell(scenario.value(), saved.content.cell);

  Comparison comparison;
  comparison.own = std::move(own).value();
  for (std::size_t index = 0; index < changes.size(); ++index) {
    Side& side = comparison.sides[index];
    const std::optional<Change>& change = changes[index];
    if (change) {
      Json world = recorded;
      world["handler"][change->key] = value_of(change->value);
      Result<model::WorldConfig> config = changed_world(saved, scenario.value(), world, *change);
      if (!config) return config.error();
      side.config = std::move(config).value();
      side.title = title_of(*change);
      side.recorded = world == recorded;
    } else {
      side.config = comparison.own.config;
      side.title = title_as_recorded(changes[1 - index], side.config);
      side.recorded = true;
    }
  }
  // All that can be refused has been.
  for (Side& side : comparison.sides) run_side(side, saved.content.choices);
  comparison.parting =
      parting_of(comparison.sides[0].told.transcript, comparison.sides[1].told.transcript);
  return comparison;
}

}  // namespace stalemate::scenarios
