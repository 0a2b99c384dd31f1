// How the simulated world's events read, one plain line each.
#pragma once

#include <string>

#include "model/config.h"
#include "sim/trace.h"

namespace stalemate::model {

/// One line without time, for instance "request 3: served STALE, generation 1".
std::string describe(const sim::TraceEvent& event, const WorldConfig& config);

}  // namespace stalemate::model
