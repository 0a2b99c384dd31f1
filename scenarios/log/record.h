// One JSON object of a log: an event of `wrangler tail --format json` or of a Tail Worker, a line
// of Logpush (HTTP requests or Workers Trace Events), an entry of a HAR file, or one with fields
// that a names file names.
//
// Sources of the names: developers.cloudflare.com/workers/observability/logs/tail-workers/ and
// .../workers/runtime-apis/handlers/tail/ (eventTimestamp, outcome, event, logs, exceptions);
// .../logs/logpush/logpush-job/datasets/zone/http_requests/ (EdgeStartTimestamp, ClientRequestURI,
// EdgeColoCode, RayID, EdgeResponseStatus, CacheCacheStatus), .../logs/logpush/logpush-job/
// custom-fields/ (ResponseHeaders), .../datasets/account/workers_trace_events/ (EventTimestampMs,
// Event, Outcome, Logs, Exceptions); github.com/ahmadnassri/har-spec/blob/master/versions/1.2.md
// (startedDateTime, request, response).
//
// Invariants:
//  1. What is not there, or is of another kind than expected, is not known; nothing is an error.
//
// Cost: some lookups of names.
#pragma once

#include "scenarios/format/json.h"
#include "scenarios/log/fields.h"
#include "scenarios/log/observation.h"

namespace stalemate::scenarios::log {

Observation observation_of_record(const format::Json& record, const ReadOptions& options);

/// Whether a line is likely such an object, wherever it stands.
bool looks_like_record(std::string_view line, const ReadOptions& options);

}  // namespace stalemate::scenarios::log
