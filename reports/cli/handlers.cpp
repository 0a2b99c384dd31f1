#include "reports/cli/handlers.h"

#include <utility>

#include "scenarios/format/with_handler.h"

namespace stalemate::reports::cli {

void replace_handlers(scenarios::Inputs& inputs, const std::string& handler) {
  inputs.saved.clear();
  for (scenarios::Scenario& scenario : inputs.scenarios) {
    auto changed = scenarios::with_handler(scenario, handler);
    if (changed) {
      scenario = std::move(changed).value();
    } else {
      inputs.errors.push_back(changed.error());
    }
  }
}

}  // namespace stalemate::reports::cli
