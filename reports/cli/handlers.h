// Another handler in place of the scenarios' own, as `--handler` says.
//
// Cost: that of loading the handler once for each scenario.
#pragma once

#include <string>

#include "scenarios/campaign/inputs.h"

namespace stalemate::reports::cli {

/// What cannot take it over is an error among the inputs. No saved schedule stays: they are those
/// of other handlers.
void replace_handlers(scenarios::Inputs& inputs, const std::string& handler);

}  // namespace stalemate::reports::cli
