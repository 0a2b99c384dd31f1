// How the simulated world's events read, one plain line each.
#pragma once

#include <string>

#include "model/config.h"
#include "model/error.h"
#include "sim/trace.h"

namespace stalemate::model {

/// One line without time, for instance "request 3: served STALE, generation 1".
std::string describe(const sim::TraceEvent& event, const WorldConfig& config);

/// "the page"; of the App Router "html", "rsc", or a tag's marker.
std::string describe_key(std::int64_t key, const WorldConfig& config);

/// "vinext-0.0.55", or the name of the program in JavaScript.
std::string handler_name(const HandlerConfig& handler);

/// An error's message as the program would read it.
std::string message(Error error, const WorldConfig& config);

}  // namespace stalemate::model
