#include "scenarios/campaign/filming.h"

#include <algorithm>

namespace stalemate::scenarios {

namespace {

void film(Violation& violation, const model::WorldConfig& cell_config) {
  const auto& shrunk = violation.shrunk;
  const model::WorldConfig& config = shrunk ? shrunk->config : cell_config;
  const Transcript& transcript = shrunk ? shrunk->transcript : violation.transcript;
  const model::Finding& finding = shrunk ? shrunk->finding : violation.finding;
  violation.film = film_of(config, violation.property, finding, transcript);
  const auto deviations =
      std::count_if(transcript.decisions.begin(), transcript.decisions.end(),
                    [](const Decision& decision) { return !decision.choice.calm; });
  if (static_cast<std::size_t>(deviations) > most_deviations_weighed) return;
  violation.no_return = point_of_no_return(config, violation.property, transcript);
}

}  // namespace

void film_violations(CellResult& result) {
  for (PropertyResult& property : result.properties) {
    for (Violation& violation : property.violations) {
      if (!violation.transcript.events.empty()) film(violation, result.config);
    }
  }
}

}  // namespace stalemate::scenarios
