#include "scenarios/format/with_handler.h"

#include <set>

#include "scenarios/format/json.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {

namespace {

using format::Json;

void collect_expected(const Json& world, std::set<std::string>& properties) {
  const auto expect = world.find("expect");
  if (expect == world.end() || !expect->is_object()) return;
  for (const auto& [property, verdict] : expect->items()) properties.insert(property);
}

/// What a patch says beside the handler's version and what is expected of it.
void strip(Json& patch) {
  for (const char* key : {"expect", "sometimes", "about"}) patch.erase(key);
  const auto handler = patch.find("handler");
  if (handler == patch.end() || !handler->is_object()) return;
  handler->erase("generation");
  if (handler->empty()) patch.erase("handler");
}

bool says_nothing(const Json& axis) {
  for (const auto& [value, patch] : axis.items()) {
    if (!patch.empty()) return false;
  }
  return true;
}

}  // namespace

Result<Scenario> with_handler(const Scenario& scenario, const std::string& handler) {
  Json document = Json::parse(scenario.document);
  std::set<std::string> properties;
  collect_expected(document, properties);
  bool axis_left_out = false;
  if (document.contains("matrix")) {
    Json& matrix = document["matrix"];
    std::vector<std::string> empty;
    for (auto& [name, axis] : matrix.items()) {
      for (auto& [value, patch] : axis.items()) {
        collect_expected(patch, properties);
        strip(patch);
      }
      if (says_nothing(axis)) empty.push_back(name);
    }
    for (const std::string& name : empty) matrix.erase(name);
    axis_left_out = !empty.empty();
    if (matrix.empty()) document.erase("matrix");
  }
  if (document.contains("cells")) {
    Json kept = Json::object();
    for (auto& [name, patch] : document["cells"].items()) {
      collect_expected(patch, properties);
      strip(patch);
      if (!patch.empty()) kept[name] = patch;
    }
    // Cells are named after their axes.
    if (kept.empty() || axis_left_out) {
      document.erase("cells");
    } else {
      document["cells"] = kept;
    }
  }
  document.erase("sometimes");
  document["handler"]["generation"] = handler;
  document["expect"] = Json::object();
  for (const std::string& property : properties) document["expect"][property] = "holds";
  Result<Scenario> changed = format::load_document(document, scenario.path + " with --handler", {});
  if (!changed) return changed;
  changed.value().path = scenario.path;
  load_programs(changed.value());
  return changed;
}

}  // namespace stalemate::scenarios
