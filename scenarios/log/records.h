// The records within one JSON document: what a browser, a dashboard or a store of logs hands out is
// mostly one object with lists inside.
//
// Known are HAR (log.entries), Workers Logs as its API answers (events.events, and invocations by
// their requests), Grafana Loki (data.result, each with [time, line] pairs; {"line", "timestamp"}
// of what its tools export), Elasticsearch (hits.hits, each with a _source), Datadog (data, each
// with attributes that hold those of the event), Splunk (result or results, each with a line: _raw)
// and CloudWatch Logs Insights (results, each a list of fields).
//
// Sources: developers.cloudflare.com/workers/observability/logs/workers-logs, the types of its
// answers in github.com/cloudflare/mcp-server-cloudflare (workers-logs.types.ts);
// grafana.com/docs/loki/latest/reference/loki-http-api (query_range);
// elastic.co/docs/api (search); docs.datadoghq.com/api/latest/logs (search logs);
// docs.splunk.com, REST API Reference, search/jobs/export.
//
// Invariants:
//  1. A document that is none of these is one record, and a list is one of each of its elements.
//  2. What is nested deeper than `deepest`, or has more members than `most_members`, is never
//     parsed: nothing here, nor what works on the records, needs more of the stack or of time.
//
// Cost: that of parsing, and of lines within lines once more.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/format/json.h"
#include "scenarios/log/times.h"

namespace stalemate::scenarios::log {

inline constexpr int deepest = 200;
inline constexpr int most_members = 20'000;

/// Members of an object that tells something of a response: it is a record, whatever else it holds.
inline constexpr std::array<std::string_view, 14> facts_of_records{
    "outcome", "event",   "eventTimestamp", "Event",     "EventTimestampMs", "EdgeStartTimestamp",
    "logs",    "url",     "state",          "timestamp", "@timestamp",       "time",
    "message", "$workers"};

/// A line of text, as a store of logs keeps it beside a time.
struct StoredLine {
  std::optional<Time> time;
  std::string text;
};
using Record = std::variant<format::Json, StoredLine>;

/// Discarded, if the text is no JSON, too deep, or too wide.
format::Json parsed(std::string_view text);

std::vector<Record> records_of(format::Json document);

}  // namespace stalemate::scenarios::log
