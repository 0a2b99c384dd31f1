#include "scenarios/certificate/rest_state_json.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/format/parse_json.h"

namespace stalemate::scenarios {

namespace {

using format::Json;
using model::Fault;
using model::RestState;
using model::RestValue;

Json json_of(const std::optional<RestValue>& value) {
  if (!value) return nullptr;
  Json json;
  json["shape"] = value->shape;
  json["tags"] = value->tags;
  json["revalidate_at"] = value->revalidate_at ? Json(*value->revalidate_at) : Json();
  json["expire_at"] = value->expire_at ? Json(*value->expire_at) : Json();
  json["stamp"] = value->stamp;
  json["render"] = value->render;
  return json;
}

// Reading takes what it needs and leaves the rest out; what was there besides, or of another kind,
// shows when the result is written again and compared.

std::uint32_t number(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_number_unsigned()) return 0;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(json[key].get<std::uint64_t>(), ~0U));
}

std::optional<std::uint32_t> maybe_number(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || json[key].is_null()) return std::nullopt;
  return number(json, key);
}

bool truth(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_boolean() && json[key].get<bool>();
}

std::optional<RestValue> value_of(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  RestValue value;
  value.shape = number(json, "shape");
  value.tags = number(json, "tags");
  value.revalidate_at = maybe_number(json, "revalidate_at");
  value.expire_at = maybe_number(json, "expire_at");
  value.stamp = number(json, "stamp");
  value.render = number(json, "render");
  return value;
}

Json json_of(const RestState::IsolateGlobals& globals) {
  Json json;
  json["started"] = globals.started;
  json["orphaned_slots"] = Json::array();
  for (const auto& slot : globals.orphaned_slots) {
    json["orphaned_slots"].push_back(
        {{"key", slot.key}, {"until", slot.until ? Json(*slot.until) : Json()}});
  }
  json["tags"] = Json::array();
  for (const auto& tag : globals.tags) {
    if (!tag) {
      json["tags"].push_back(nullptr);
    } else {
      json["tags"].push_back(
          {{"valid_until", tag->valid_until}, {"stamp", tag->stamp ? Json(*tag->stamp) : Json()}});
    }
  }
  json["module_promise"] = static_cast<unsigned>(globals.module_promise);
  // Of entries that are judged, or not there.
  for (const RestState::Forbidden& forbidden : globals.forbidden) {
    json["forbidden"].push_back({{"render", forbidden.render}, {"from", forbidden.from}});
  }
  return json;
}

RestState::IsolateGlobals globals_of(const Json& json) {
  RestState::IsolateGlobals globals;
  globals.started = truth(json, "started");
  for (const Json& slot : member(json, "orphaned_slots")) {
    globals.orphaned_slots.push_back({number(slot, "key"), maybe_number(slot, "until")});
  }
  for (const Json& tag : member(json, "tags")) {
    auto& entry = globals.tags.emplace_back();
    if (tag.is_null()) continue;
    entry = RestState::CachedTag{number(tag, "valid_until"), maybe_number(tag, "stamp")};
  }
  globals.module_promise =
      static_cast<RestState::Memo>(std::min(number(json, "module_promise"), 2U));
  for (const Json& forbidden : member(json, "forbidden")) {
    globals.forbidden.push_back({number(forbidden, "render"), number(forbidden, "from")});
  }
  return globals;
}

}  // namespace

const Json& member(const Json& json, const char* key) {
  static const Json nothing;
  return json.is_object() && json.contains(key) ? json[key] : nothing;
}

Json json_of(const RestState& state) {
  Json json;
  json["store"] = Json::array();
  for (const RestState::Entry& entry : state.store) {
    json["store"].push_back({{"value", json_of(entry.value)}, {"written", entry.written}});
  }
  json["read_caches"] = Json::array();
  for (const auto& copies : state.read_caches) {
    Json list = Json::array();
    for (const auto& copy : copies) {
      if (!copy) {
        list.push_back(nullptr);
      } else {
        list.push_back({{"valid_until", copy->valid_until}, {"value", json_of(copy->value)}});
      }
    }
    json["read_caches"].push_back(list);
  }
  json["isolates"] = Json::array();
  for (const auto& globals : state.isolates) json["isolates"].push_back(json_of(globals));
  json["late_writes"] = Json::array();
  for (const RestState::LateWrite& write : state.late_writes) {
    json["late_writes"].push_back({{"put", write.put},
                                   {"colo", write.colo},
                                   {"key", write.key},
                                   {"value", json_of(write.value)}});
    if (write.read) json["late_writes"].back()["read"] = *write.read;
  }
  json["faults_left"] = Json::object();
  for (std::size_t fault = 0; fault < state.faults_left.size(); ++fault) {
    if (state.faults_left[fault] == 0) continue;
    json["faults_left"][model::name(static_cast<Fault>(fault))] = state.faults_left[fault];
  }
  return json;
}

std::optional<RestState> rest_state_of(const Json& json) {
  RestState state;
  for (const Json& entry : member(json, "store")) {
    state.store.push_back({value_of(member(entry, "value")), truth(entry, "written")});
  }
  for (const Json& copies : member(json, "read_caches")) {
    auto& list = state.read_caches.emplace_back();
    for (const Json& copy : copies) {
      auto& to = list.emplace_back();
      if (copy.is_null()) continue;
      to = RestState::Copy{number(copy, "valid_until"), value_of(member(copy, "value"))};
    }
  }
  for (const Json& globals : member(json, "isolates")) {
    state.isolates.push_back(globals_of(globals));
  }
  for (const Json& write : member(json, "late_writes")) {
    state.late_writes.push_back({truth(write, "put"), number(write, "colo"), number(write, "key"),
                                 value_of(member(write, "value")), maybe_number(write, "read")});
  }
  for (const char* fault : model::NamesOf<Fault>::table) {
    state.faults_left.push_back(
        static_cast<std::uint16_t>(number(member(json, "faults_left"), fault)));
  }
  if (json_of(state) != json) return std::nullopt;
  return state;
}

// Of html, of rsc, of the clock.
constexpr std::string_view throttled_marks = "tTs";
constexpr std::string_view written_marks = "wWp";
static_assert(throttled_marks.size() == model::Round::limit_count);
static_assert(written_marks.size() == model::Round::limit_count);

void append_text_of(const model::Round& round, std::string& text) {
  text += "[\"";
  if (round.burst) text += 'b';
  if (round.disturbed) text += 'f';
  for (std::size_t index = 0; index < model::Round::limit_count; ++index) {
    if ((round.throttled >> index & 1U) != 0) text += throttled_marks[index];
    if ((round.written >> index & 1U) != 0) text += written_marks[index];
  }
  const auto end = std::back_inserter(text);
  fmt::format_to(end, "\",{},{}", round.requests, round.faults);
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    fmt::format_to(end, ",[{},{},{}]", round.expired[index], round.absent[index],
                   round.progress[index]);
  }
  text += ']';
}

std::optional<model::Round> round_of(const Json& json) {
  constexpr std::size_t parts = 3 + model::artifact_count;
  if (!json.is_array() || json.size() != parts || !json[0].is_string()) return std::nullopt;
  model::Round round;
  const auto marks = json[0].get<std::string>();
  const auto marked = [&marks](char mark) { return marks.find(mark) != std::string::npos; };
  round.burst = marked('b');
  round.disturbed = marked('f');
  for (std::size_t index = 0; index < model::Round::limit_count; ++index) {
    const auto bit = static_cast<std::uint8_t>(1U << index);
    if (marked(throttled_marks[index])) round.throttled |= bit;
    if (marked(written_marks[index])) round.written |= bit;
  }
  if (json[1].is_number_unsigned()) round.requests = json[1].get<std::uint16_t>();
  if (json[2].is_number_unsigned()) round.faults = json[2].get<std::uint16_t>();
  for (std::size_t index = 0; index < model::artifact_count; ++index) {
    const Json& seen = json[3 + index];
    if (!seen.is_array() || seen.size() != 3) return std::nullopt;
    if (seen[0].is_number_unsigned()) round.expired[index] = seen[0].get<std::uint32_t>();
    if (seen[1].is_number_unsigned()) round.absent[index] = seen[1].get<std::uint32_t>();
    if (seen[2].is_boolean()) round.progress[index] = seen[2].get<bool>();
  }
  std::string text;
  append_text_of(round, text);
  if (format::compact_text(json) != text) return std::nullopt;
  return round;
}

}  // namespace stalemate::scenarios
