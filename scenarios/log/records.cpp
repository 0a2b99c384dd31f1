#include "scenarios/log/records.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace stalemate::scenarios::log {

namespace {

using format::Json;

/// Whether objects and lists are nested deeper than may be, or an object has more members: each
/// is looked for among all others. What stands in texts does not count.
bool is_unwieldy(std::string_view text) {
  std::array<int, deepest + 1> members{};
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (in_string) {
      if (letter == '\\') ++at;
      in_string = letter != '"';
      continue;
    }
    in_string = letter == '"';
    if (letter == '{' || letter == '[') {
      if (++depth > deepest) return true;
      members[static_cast<std::size_t>(depth)] = 0;
    }
    if ((letter == '}' || letter == ']') && depth > 0) --depth;
    if (letter == ':' && ++members[static_cast<std::size_t>(depth)] > most_members) return true;
  }
  return false;
}

Json* member(Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(name));
  return found == object.end() ? nullptr : &*found;
}

Json* list_at(Json& object, const char* name) {
  Json* const list = member(object, name);
  return list != nullptr && list->is_array() ? list : nullptr;
}

Json* list_at(Json& object, const char* outer, const char* inner) {
  Json* const place = member(object, outer);
  return place == nullptr ? nullptr : list_at(*place, inner);
}

/// A count of seconds, say, is called "time" too.
bool tells_date(const Json& value) {
  constexpr double first_s = 1e9;  // 2001
  if (value.is_number()) return value.get<double>() >= first_s;
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (date_of(text)) return true;
  const auto number = time_of(text);
  return number && number->ms >= static_cast<std::int64_t>(first_s) * 1000;
}

std::optional<Time> time_of_json(const Json& value) {
  if (value.is_number()) return time_of_number(value.get<double>());
  return value.is_string() ? time_of(value.get_ref<const std::string&>()) : std::nullopt;
}

/// What a store keeps beside the time is the line as the worker, or a collector, wrote it.
Record record_of_line(const Json* time, const std::string& line) {
  const auto at = time == nullptr ? std::nullopt : time_of_json(*time);
  Json inner = line.starts_with('{') ? parsed(line) : Json();
  if (!inner.is_object()) return StoredLine{at, line};
  constexpr std::array<std::string_view, 7> names{"eventTimestamp",
                                                  "EventTimestampMs",
                                                  "EdgeStartTimestamp",
                                                  "startedDateTime",
                                                  "timestamp",
                                                  "@timestamp",
                                                  "time"};
  const bool tells = std::any_of(names.begin(), names.end(), [&inner](std::string_view name) {
    const Json* const value = member(inner, name);
    return value != nullptr && tells_date(*value);
  });
  if (tells || time == nullptr) return inner;
  for (const std::string_view name : names) inner.erase(std::string(name));
  inner["timestamp"] = *time;
  return inner;
}

/// Whether the object holds nothing but a line and what a store says of it.
bool is_stored_line(const Json& record) {
  constexpr std::array<std::string_view, 9> known{
      "line", "timestamp", "labels", "labelTypes", "fields", "date", "id", "tsNs", "Time"};
  const auto line = record.find("line");
  if (line == record.end() || !line->is_string()) return false;
  for (auto entry = record.begin(); entry != record.end(); ++entry) {
    if (std::find(known.begin(), known.end(), entry.key()) == known.end()) return false;
  }
  return true;
}

void add(Json& record, std::vector<Record>& records) {
  if (record.is_object() && is_stored_line(record)) {
    records.push_back(
        record_of_line(member(record, "timestamp"), record["line"].get<std::string>()));
  } else {
    records.emplace_back(std::move(record));
  }
}

void add_all(Json& list, std::vector<Record>& records) {
  for (Json& record : list) add(record, records);
}

void add_streams_of_loki(Json& streams, std::vector<Record>& records) {
  for (Json& stream : streams) {
    Json* const values = member(stream, "values");
    if (values == nullptr || !values->is_array()) {
      records.emplace_back(std::move(stream));
      continue;
    }
    for (Json& value : *values) {
      if (value.is_array() && value.size() >= 2 && value[1].is_string()) {
        records.push_back(record_of_line(&value[0], value[1].get<std::string>()));
      } else {
        records.emplace_back(std::move(value));
      }
    }
  }
}

/// Of Datadog: what it says of an event stands around the event's own attributes.
void add_events_of_datadog(Json& events, std::vector<Record>& records) {
  for (Json& event : events) {
    Json* const around = member(event, "attributes");
    Json* const own = around == nullptr ? nullptr : member(*around, "attributes");
    if (own == nullptr || !own->is_object()) {
      add(around == nullptr ? event : *around, records);
      continue;
    }
    for (const char* const name : {"timestamp", "message"}) {
      Json* const value = member(*around, name);
      if (value != nullptr && !own->contains(name)) (*own)[name] = *value;
    }
    records.emplace_back(std::move(*own));
  }
}

/// Of CloudWatch Logs Insights: a row is a list of {"field": "@message", "value": "..."}.
Json object_of_fields(const Json& fields) {
  Json object = Json::object();
  for (const Json& field : fields) {
    const bool known = field.is_object() && field.contains("field") && field.contains("value") &&
                       field["field"].is_string();
    if (known) object[field["field"].get<std::string>()] = field["value"];
  }
  return object;
}

/// Of Splunk. @return whether it is such a line
bool add_line_of_splunk(Json& result, std::vector<Record>& records) {
  Json* const raw = member(result, "_raw");
  if (raw == nullptr || !raw->is_string()) return false;
  records.push_back(record_of_line(member(result, "_time"), raw->get<std::string>()));
  return true;
}

/// Whether the object tells something of a response itself: then it may hold what it likes.
bool is_record(Json& object) {
  return std::any_of(facts_of_records.begin(), facts_of_records.end(),
                     [&object](std::string_view fact) { return member(object, fact) != nullptr; });
}

/// @return whether the object is one that holds records, though there may be none
bool add_records_within(Json& answer, std::vector<Record>& records) {
  bool known = false;
  if (Json* const entries = list_at(answer, "log", "entries")) {
    known = true;
    add_all(*entries, records);
  }
  if (Json* const events = list_at(answer, "events", "events")) {
    known = true;
    add_all(*events, records);
  }
  if (Json* const list = list_at(answer, "events")) {
    known = true;
    add_all(*list, records);
  }
  Json* const invocations = member(answer, "invocations");
  if (invocations != nullptr && invocations->is_object()) {
    known = true;
    for (Json& events_of_one : *invocations) {
      if (events_of_one.is_array()) {
        add_all(events_of_one, records);
      } else {
        add(events_of_one, records);
      }
    }
  }
  if (Json* const streams = list_at(answer, "data", "result")) {
    known = true;
    add_streams_of_loki(*streams, records);
  }
  if (Json* const data = list_at(answer, "data")) {
    known = true;
    add_events_of_datadog(*data, records);
  }
  if (Json* const results = list_at(answer, "results")) {
    known = true;
    for (Json& one : *results) {
      if (one.is_array()) one = object_of_fields(one);
      if (!add_line_of_splunk(one, records)) add(one, records);
    }
  }
  if (Json* const hits = list_at(answer, "hits", "hits")) {
    known = true;
    for (Json& hit : *hits) {
      Json* const source = member(hit, "_source");
      add(source == nullptr ? hit : *source, records);
    }
  }
  return known;
}

}  // namespace

Json parsed(std::string_view text) {
  if (is_unwieldy(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

std::vector<Record> records_of(Json document) {
  std::vector<Record> records;
  if (document.is_array()) {
    add_all(document, records);
    return records;
  }
  if (is_record(document)) {
    add(document, records);
    return records;
  }
  // The API of Cloudflare puts what was asked for under "result".
  Json* const result = member(document, "result");
  if (result != nullptr && add_line_of_splunk(*result, records)) return records;
  Json& answer = result != nullptr && result->is_object() ? *result : document;
  if (is_record(answer) || !add_records_within(answer, records)) add(document, records);
  return records;
}

}  // namespace stalemate::scenarios::log
