// Lines of text that tell a time and a state among other things: access logs of nginx and its like
// with $upstream_cache_status (nginx.org/en/docs/http/ngx_http_log_module.html), logfmt, or what a
// loop of `echo "$(date) $(curl ...)"` writes.
//
// Invariants:
//  1. A line without a time at its beginning, in brackets, or by a name of logfmt is none, unless
//     somebody else has told its time; nor is prose that mentions a state: it counts in capitals,
//     or after a name.
//
// Cost: some passes over the line.
#pragma once

#include <optional>
#include <string_view>

#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"
#include "scenarios/log/times.h"

namespace stalemate::scenarios::log {

/// @param known its time, if somebody else has told it; else the line has to
/// @return nothing if the line tells no time, or neither a state nor a request
std::optional<Observation> observation_of_text(std::string_view line, const ReadOptions& options,
                                               const std::optional<Time>& known = {});

}  // namespace stalemate::scenarios::log
