#include "scenarios/log/records.h"

#include <string>
#include <utility>

namespace stalemate::scenarios::log {

namespace {

using format::Json;

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const Json* list_at(const Json& object, const char* outer, const char* inner) {
  const Json* const place = member(object, outer);
  const Json* const list = place == nullptr ? nullptr : member(*place, inner);
  return list != nullptr && list->is_array() ? list : nullptr;
}

/// What a store keeps beside the time is the line as the worker, or a collector, wrote it.
Json record_of_line(const Json& time, const std::string& line) {
  Json inner = Json::parse(line, nullptr, false);
  if (!inner.is_object()) return Json{{"timestamp", time}, {"line", line}};
  bool tells_time = false;
  for (const char* const name :
       {"eventTimestamp", "EventTimestampMs", "EdgeStartTimestamp", "timestamp", "time"}) {
    tells_time = tells_time || inner.contains(name);
  }
  if (!tells_time) inner["timestamp"] = time;
  return inner;
}

void add_values_of_loki(const Json& streams, std::vector<Json>& records) {
  for (const Json& stream : streams) {
    const Json* const values = member(stream, "values");
    if (values == nullptr || !values->is_array()) continue;
    for (const Json& value : *values) {
      const bool pair = value.is_array() && value.size() >= 2 && value[1].is_string();
      records.push_back(pair ? record_of_line(value[0], value[1].get<std::string>()) : value);
    }
  }
}

void add(const Json& record, std::vector<Json>& records) {
  const Json* const line = member(record, "line");
  const Json* const time = member(record, "timestamp");
  if (line != nullptr && line->is_string() && time != nullptr) {
    records.push_back(record_of_line(*time, line->get<std::string>()));
  } else {
    records.push_back(record);
  }
}

void add_all(const Json& list, std::vector<Json>& records) {
  for (const Json& record : list) add(record, records);
}

}  // namespace

std::vector<Json> records_of(const Json& document) {
  std::vector<Json> records;
  if (document.is_array()) {
    add_all(document, records);
    return records;
  }
  // The API of Cloudflare puts what was asked for under "result".
  const Json* const result = member(document, "result");
  const Json& answer = result != nullptr && result->is_object() ? *result : document;
  if (const Json* const entries = list_at(answer, "log", "entries")) {
    add_all(*entries, records);
  } else if (const Json* const events = list_at(answer, "events", "events")) {
    add_all(*events, records);
  } else if (const Json* const streams = list_at(answer, "data", "result")) {
    add_values_of_loki(*streams, records);
  } else if (const Json* const hits = list_at(answer, "hits", "hits")) {
    for (const Json& hit : *hits) {
      const Json* const source = member(hit, "_source");
      add(source == nullptr ? hit : *source, records);
    }
  } else if (const Json* const invocations = member(answer, "invocations");
             invocations != nullptr && invocations->is_object()) {
    for (const Json& events_of_one : *invocations) add_all(events_of_one, records);
  } else if (const Json* const list = member(answer, "events");
             list != nullptr && list->is_array()) {
    add_all(*list, records);
  } else {
    add(document, records);
  }
  return records;
}

}  // namespace stalemate::scenarios::log
