#include "scenarios/log/record.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "scenarios/log/times.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

using format::Json;

/// Of an object.
const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (auto entry = object.begin(); entry != object.end(); ++entry) {
    if (entry.key() == name) return &*entry;
  }
  return nullptr;
}

/// Names of headers may be written in any case, and by BigQuery with underscores.
bool is_header(std::string_view name, std::string_view lower_name) {
  if (name.size() != lower_name.size()) return false;
  std::string lower = lowered(name);
  if (lower == lower_name) return true;
  std::replace(lower.begin(), lower.end(), '_', '-');
  return lower == lower_name;
}

/// HAR has a list of {"name", "value"} of them.
const Json* header_of(const Json& headers, std::string_view lower_name) {
  if (headers.is_array()) {
    for (const Json& header : headers) {
      const Json* const name = member(header, "name");
      if (name == nullptr || !name->is_string()) continue;
      if (is_header(name->get_ref<const std::string&>(), lower_name))
        return member(header, "value");
    }
  }
  if (!headers.is_object()) return nullptr;
  for (auto entry = headers.begin(); entry != headers.end(); ++entry) {
    if (is_header(entry.key(), lower_name)) return &*entry;
  }
  return nullptr;
}

/// "event.request.url"; a name with a dot in it is tried as it is first.
const Json* at_path(const Json& record, std::string_view path) {
  const Json* place = &record;
  bool among_headers = false;
  while (place != nullptr && !path.empty()) {
    const Json* const whole = member(*place, path);
    if (whole != nullptr) return whole;
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    place = among_headers ? header_of(*place, name) : member(*place, name);
    among_headers = name == "headers" || name == "Headers" || name == "ResponseHeaders";
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return place;
}

/// A header may be there several times, so some keep its values in a list.
std::string text_of(const Json& value) {
  if (value.is_array() && value.size() == 1 && value[0].is_string()) return text_of(value[0]);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return {};
}

class RecordReading {
 public:
  RecordReading(const Json& record, const ReadOptions& options)
      : record_(&record), options_(&options) {}

  Observation read() {
    read_time();
    read_url();
    read_messages();
    if (const auto told = state()) seen_.state = told;
    // Of a line that a collector has read, it is the file's.
    if (seen_.page.empty() && seen_.state) seen_.page = page_of(fact(Fact::url, {"path"}, ""));
    if (!options_->generation.empty() || !name_of(*options_, Fact::generation).empty()) {
      std::string told = fact(Fact::generation, {}, options_->generation);
      if (!told.empty()) seen_.generation = std::move(told);
    }
    if (seen_.generation.empty()) seen_.generation = fact(Fact::generation, {"generation"}, "");
    seen_.age_s = age_of(fact(Fact::age, {"age"}, "age"));
    seen_.status =
        number_of(fact(Fact::status,
                       {"event.response.status", "Event.Response.Status", "EdgeResponseStatus",
                        "$workers.event.response.status", "response.status", "status",
                        "http.status_code", "http.response.status_code"},
                       ""));
    seen_.ray = fact(
        Fact::ray,
        {"event.request.headers.cf-ray", "Event.RayID", "RayID", "$workers.event.rayId", "ray"},
        "cf-ray");
    for (const char* const place : {"$workers.requestId", "$metadata.requestId"}) {
      const Json* const id = at_path(*record_, place);
      if (id != nullptr && seen_.invocation.empty()) seen_.invocation = text_of(*id);
    }
    seen_.colo = fact(Fact::colo, {"event.request.cf.colo", "EdgeColoCode", "colo"}, "");
    if (seen_.colo.empty()) seen_.colo = colo_of_ray(seen_.ray);
    if (!is_response_of_edge()) {
      seen_.state.reset();
      seen_.status.reset();
      seen_.signs.reset();
    }
    return seen_;
  }

 private:
  /// Cron triggers, queues and the like are events too; and of what a browser shows, some comes
  /// from its own cache, with the headers of an earlier response.
  bool is_response_of_edge() const {
    if (member(*record_, "_fromCache") != nullptr) return false;
    const bool is_event =
        member(*record_, "event") != nullptr || member(*record_, "Event") != nullptr;
    if (const Json* const type = at_path(*record_, "$workers.eventType")) {
      return text_of(*type) == "fetch";
    }
    return !is_event || !seen_.page.empty();
  }

  const Json* find(Fact fact, std::initializer_list<const char*> usual) const {
    const std::string& own = name_of(*options_, fact);
    if (!own.empty()) return at_path(*record_, own);
    for (const char* const path : usual) {
      const Json* const found = at_path(*record_, path);
      if (found != nullptr && !found->is_null()) return found;
    }
    return nullptr;
  }

  /// A field, else a header of the response.
  std::string fact(Fact fact, std::initializer_list<const char*> usual,
                   std::string_view header) const {
    if (!name_of(*options_, fact).empty()) {
      const Json* const own = find(fact, {});
      return own == nullptr ? std::string() : text_of(*own);
    }
    // Others may mean something else by the same name.
    for (const char* const path : usual) {
      const Json* const found = at_path(*record_, path);
      std::string text = found == nullptr ? std::string() : text_of(*found);
      if (!text.empty()) return text;
    }
    if (header.empty()) return {};
    for (const char* const place :
         {"event.response.headers", "Event.Response.Headers", "ResponseHeaders", "response.headers",
          "headers", "resp_headers", "http.response.headers"}) {
      const Json* const headers = at_path(*record_, place);
      const Json* const value = headers == nullptr ? nullptr : header_of(*headers, header);
      if (value != nullptr) return text_of(*value);
    }
    const Json* value = header_of(*record_, header);
    if (value == nullptr && header == "cf-cache-status")
      value = at_path(*record_, "CacheCacheStatus");
    return value == nullptr ? std::string() : text_of(*value);
  }

  /// The header before fields that may mean something else: HAR has a "cache" of its own.
  std::optional<SeenState> state() const {
    if (const auto told = state_of(fact(Fact::state, {}, options_->header))) return told;
    if (!name_of(*options_, Fact::state).empty()) return std::nullopt;
    for (const char* const name : {"state", "cache", "upstream_cache_status"}) {
      const Json* const value = member(*record_, name);
      const auto told = value == nullptr ? std::nullopt : state_of(text_of(*value));
      if (told) return told;
    }
    return std::nullopt;
  }

  void read_time() {
    const auto take = [this](const Json& when) {
      const auto time = when.is_number() ? time_of_number(when.get<double>())
                                         : time_of(text_of(when), options_->dates);
      if (!time) return false;
      set_time(seen_, *time);
      return true;
    };
    if (!name_of(*options_, Fact::time).empty()) {
      if (const Json* const own = find(Fact::time, {})) take(*own);
      return;
    }
    for (const char* const path :
         {"eventTimestamp", "EventTimestampMs", "EdgeStartTimestamp", "startedDateTime",
          "timestamp", "@timestamp", "time", "ts", "date"}) {
      const Json* const when = at_path(*record_, path);
      if (when != nullptr && take(*when)) return;
    }
  }

  void read_url() {
    const std::string url =
        fact(Fact::url,
             {"event.request.url", "Event.Request.URL", "ClientRequestURI", "ClientRequestPath",
              "$workers.event.request.url", "$workers.event.request.path", "request.url",
              "request.uri", "url", "url.path", "url.full", "http.url", "$metadata.url", "key"},
             "");
    seen_.page = page_of(url);
    seen_.host = host_of(url);
    seen_.artifact = artifact_of(url);
    for (const char* const place :
         {"event.request.headers.rsc", "RequestHeaders.rsc", "request.headers.rsc"}) {
      const Json* const asks = at_path(*record_, place);
      if (asks != nullptr && text_of(*asks) == "1") seen_.artifact = model::Artifact::rsc;
    }
  }

  /// A message can say how the invocation ended, and what its response's headers were: the events
  /// of `wrangler tail` have only the status of a response.
  void read_message(const Json& message, bool is_exception = false) {
    const std::string text = message_text(message);
    const Signs of_error = is_exception ? signs_of_error(text) : Signs{0};
    const auto signs = static_cast<Signs>(signs_of_message(text) | of_error);
    if (signs != 0) seen_.signs = static_cast<Signs>(seen_.signs.value_or(0) | signs);
    if (seen_.generation.empty() && options_->generation != body_generation) {
      const auto shown = value_named(text, options_->generation);
      if (shown) seen_.generation = std::string(*shown);
    }
    const auto value = value_named(text, options_->header);
    const auto state = value ? state_of(*value) : std::nullopt;
    if (state) seen_.state = state;
  }

  /// What console.log() was given: a text, or a list of anything.
  static std::string message_text(const Json& message) {
    const Json* const within = member(message, "message");
    if (within != nullptr && !within->is_object()) return message_text(*within);
    if (message.is_object()) return message.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!message.is_array()) return text_of(message);
    std::string text;
    for (const Json& part : message) text += message_text(part) + " ";
    return text;
  }

  void read_messages() {
    const Json* const outcome = find(Fact::outcome, {"outcome", "Outcome", "$workers.outcome"});
    if (outcome != nullptr && outcome->is_string()) {
      seen_.signs = signs_of_outcome(outcome->get<std::string>());
    }
    if (const Json* const own = find(Fact::message, {})) read_message(*own);
    for (const std::string_view place : {"logs", "Logs", "exceptions", "Exceptions"}) {
      const Json* const list = at_path(*record_, place);
      if (list == nullptr || !list->is_array()) continue;
      for (const Json& entry : *list) {
        for (const char* const key : {"message", "Message"}) {
          const Json* const message = member(entry, key);
          if (message != nullptr) read_message(*message, lowered(place) == "exceptions");
        }
      }
    }
    if (member(*record_, "$workers") != nullptr || member(*record_, "$metadata") != nullptr) {
      for (const char* const place : {"source", "$metadata.message", "$metadata.error"}) {
        if (const Json* const message = at_path(*record_, place)) read_message(*message);
      }
    }
    // A more telling sign stands for the exception that it comes with.
    if (seen_.signs && (*seen_.signs & sign_bit(Sign::hung)) != 0) {
      seen_.signs = static_cast<Signs>(*seen_.signs & ~sign_bit(Sign::exception));
    }
  }

  const Json* record_;
  const ReadOptions* options_;
  Observation seen_;
};

}  // namespace

Observation observation_of_record(const Json& record, const ReadOptions& options) {
  return RecordReading(record, options).read();
}

bool looks_like_record(std::string_view line, const ReadOptions& options) {
  if (line.empty() || line.front() != '{') return false;
  const std::string& own = name_of(options, Fact::time);
  if (!own.empty() && line.find('"' + own + '"') != std::string_view::npos) return true;
  constexpr std::array<std::string_view, 4> known{"\"eventTimestamp\"", "\"EventTimestampMs\"",
                                                  "\"EdgeStartTimestamp\"", "\"startedDateTime\""};
  for (const std::string_view name : known) {
    if (line.find(name) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace stalemate::scenarios::log
