// The records within one JSON document: what a browser, a dashboard or a store of logs hands out is
// mostly one object with lists inside.
//
// Known are HAR (log.entries), Workers Logs as its API answers (events.events, and invocations by
// their requests), Grafana Loki (data.result, each with [time, line] pairs; {"line", "timestamp"}
// of what its tools export) and Elasticsearch (hits.hits, each with a _source).
//
// Sources: developers.cloudflare.com/workers/observability/logs/workers-logs, the types of its
// answers in github.com/cloudflare/mcp-server-cloudflare (workers-logs.types.ts);
// grafana.com/docs/loki/latest/reference/loki-http-api (query_range);
// elastic.co/docs/api (search).
//
// Invariants:
//  1. A document that is none of these is one record, and a list is one of each of its elements.
//
// Cost: a copy of each record.
#pragma once

#include <vector>

#include "scenarios/format/json.h"

namespace stalemate::scenarios::log {

std::vector<format::Json> records_of(const format::Json& document);

}  // namespace stalemate::scenarios::log
