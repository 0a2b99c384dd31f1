#include "scenarios/format/load.h"

#include "scenarios/format/file.h"
#include "scenarios/format/limits.h"
#include "scenarios/format/load_document.h"
#include "scenarios/format/parse_json.h"
#include "scenarios/javascript/programs.h"

namespace stalemate::scenarios {

Result<Scenario> load_scenario(const std::string& path) {
  const Result<std::string> text = read_file(path, format::longest_scenario_bytes);
  if (!text) return text.error();
  Result<Scenario> scenario = load_scenario_from_text(text.value(), path);
  if (scenario) load_programs(scenario.value());
  return scenario;
}

Result<Scenario> load_scenario_from_text(std::string_view text, const std::string& path) {
  const Result<format::Json> document = format::parse_json(text, path);
  if (!document) return document.error();
  return format::load_document(document.value(), path, {});
}

}  // namespace stalemate::scenarios
