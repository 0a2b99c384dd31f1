#include "scenarios/format/cell_document.h"

#include <algorithm>
#include <vector>

#include "scenarios/format/load_document.h"
#include "scenarios/format/matrix.h"
#include "scenarios/javascript/programs.h"
#include "sim/assert.h"

namespace stalemate::scenarios::format {

Json world_of_cell(const Scenario& scenario, const std::string& cell) {
  const Json document = Json::parse(scenario.document, nullptr, false);
  SIM_ASSERT(document.is_object());
  const Json world = without_keys_of_the_file(document);
  Reading reading(Mode::base);
  std::vector<PlannedCell> plans = plan_cells(document, world, scenario.axes);
  if (document.contains("cells")) {
    add_cell_patches(Node(document, reading).member("cells"), plans);
  }
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&cell](const PlannedCell& known) { return known.name == cell; });
  SIM_ASSERT(plan != plans.end());
  return merged(plan->layers);
}

Json document_of_cell(const Scenario& scenario, const Cell& cell, const Json& world) {
  Json document;
  document["name"] = scenario.name;
  document["source"] = scenario.source;
  document.update(world);
  for (const auto& [axis, value] : cell.position) {
    document["matrix"][axis][value] = Json::object();
  }
  return document;
}

Result<Scenario> load_beside(const Scenario& scenario, const Cell& cell, const Json& world,
                             const std::string& path) {
  Result<Scenario> loaded = load_document(document_of_cell(scenario, cell, world), path, {});
  if (!loaded) return loaded;
  const model::HandlerConfig& own = cell.config.handler;
  for (Cell& other : loaded.value().cells) {
    model::HandlerConfig& handler = other.config.handler;
    const bool same = own.program && handler.program && own.router == handler.router &&
                      own.program->name == handler.program->name;
    if (same) handler.program = own.program;
  }
  load_programs(loaded.value());
  return loaded;
}

}  // namespace stalemate::scenarios::format
