#include "tests/logs/written_log.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stalemate::tests {

namespace {

using nlohmann::json;
using scenarios::Answered;
using scenarios::Sign;

/// 2026-11-17T10:00:00Z
constexpr std::int64_t log_epoch_ms = 1'794'909'600'000;
constexpr std::array colo_codes{"FRA", "AMS", "SJC", "NRT"};

std::int64_t clock_ms(const WrittenLine& line) {
  return log_epoch_ms + line.answered.arrived_us / 1000 + line.clock_error_ms;
}

std::string ray_of(const WrittenLine& line) {
  return fmt::format("{:016x}", 0x9e0000000000ULL + line.number * 0x1357ULL);
}

bool has_page(const WrittenLine& line) { return line.answered.served && !line.answered.gone; }

int status_of(const WrittenLine& line) {
  if (line.answered.gone) return 499;  // client closed request
  return has_page(line) ? 200 : 500;
}

std::string etag_of(const Answered& answered) {
  return fmt::format("\"r{}-{}\"", answered.render.isolate, answered.render.number);
}

std::string url_of(const WrittenLine& line) {
  return line.artifact == model::Artifact::rsc ? "/blog.rsc" : "/blog";
}

bool has(const Answered& answered, Sign sign) { return (answered.signs & sign_bit(sign)) != 0; }

const char* outcome_of(const WrittenLine& line) {
  const Answered& answered = line.answered;
  if (has(answered, Sign::cpu_limit)) return "exceededCpu";
  if (has(answered, Sign::memory_limit)) return "exceededMemory";
  if (has(answered, Sign::cancelled)) return "canceled";
  return has(answered, Sign::hung) || answered.error ? "exception" : "ok";
}

json tail_event(const WrittenLine& line) {
  const Answered& answered = line.answered;
  json event;
  event["outcome"] = outcome_of(line);
  event["scriptName"] = "blog";
  event["eventTimestamp"] = clock_ms(line);
  json& logs = event["logs"] = json::array();
  json& exceptions = event["exceptions"] = json::array();
  const auto log = [&](const char* level, const std::string& text) {
    logs.push_back({{"message", {text}}, {"level", level}, {"timestamp", clock_ms(line)}});
  };
  if (has_page(line)) {
    log("log", fmt::format("X-Vinext-Cache: {}", model::name(answered.state)));
  }
  if (has(answered, Sign::regeneration_failed)) {
    log("error",
        fmt::format("[vinext] ISR background regeneration failed for pages:/blog: Error: {}",
                    answered.error_message));
  }
  if (has(answered, Sign::wait_until_limit)) {
    log("warn",
        "waitUntil() tasks did not complete within the allowed time after invocation end and "
        "have been cancelled.");
  }
  if (answered.error && !has(answered, Sign::hung)) {
    exceptions.push_back({{"name", "Error"},
                          {"message", fmt::format("Error: {}", answered.error_message)},
                          {"timestamp", clock_ms(line)}});
  }
  if (has(answered, Sign::hung)) {
    exceptions.push_back({{"name", "Error"},
                          {"message",
                           "The Workers runtime canceled this request because it detected that "
                           "your Worker's code had hung and would never generate a response."},
                          {"timestamp", clock_ms(line)}});
  }
  json& request = event["event"]["request"];
  request["url"] = "https://www.example.com" + url_of(line);
  request["method"] = "GET";
  request["headers"] = {{"cf-ray", ray_of(line)}, {"accept", "*/*"}};
  request["cf"] = {{"colo", colo_codes[line.colo]}, {"country", "DE"}};
  if (!answered.gone) event["event"]["response"] = {{"status", status_of(line)}};
  return event;
}

/// The same event, in the names of Workers Trace Events.
json trace_event(const WrittenLine& line) {
  const json tail = tail_event(line);
  json event;
  event["EventTimestampMs"] = tail["eventTimestamp"];
  event["EventType"] = "fetch";
  event["Outcome"] = tail["outcome"];
  event["ScriptName"] = "blog";
  for (const auto& [from, to] :
       {std::pair{"logs", "Logs"}, std::pair{"exceptions", "Exceptions"}}) {
    json& list = event[to] = json::array();
    for (const json& one : tail[from]) {
      list.push_back({{"Message", one["message"]}, {"TimestampMs", one["timestamp"]}});
    }
  }
  const json& request = tail["event"]["request"];
  event["Event"] = {{"RayID", ray_of(line)},
                    {"Request", {{"URL", request["url"]}, {"Method", "GET"}}},
                    {"Response", {{"Status", status_of(line)}}}};
  return event;
}

/// A table made of such events, as a dashboard exports it.
std::string workers_line(const WrittenLine& line) {
  const json tail = tail_event(line);
  std::string messages;
  for (const char* const list : {"logs", "exceptions"}) {
    for (const json& one : tail[list]) {
      const json& message = one["message"];
      messages += (message.is_array() ? message[0] : message).get<std::string>() + " ";
    }
  }
  return fmt::format("{},{},{},{},{},{},\"{}\"\n", clock_ms(line), url_of(line),
                     has_page(line) ? model::name(line.answered.state) : "", colo_codes[line.colo],
                     status_of(line), outcome_of(line), messages);
}

std::string logpush_line(const WrittenLine& line) {
  json record;
  record["ClientRequestURI"] = url_of(line);
  record["EdgeColoCode"] = colo_codes[line.colo];
  record["EdgeResponseStatus"] = status_of(line);
  record["EdgeStartTimestamp"] = clock_ms(line) * 1'000'000;
  record["RayID"] = ray_of(line);
  record["CacheCacheStatus"] = "dynamic";
  record["ResponseHeaders"] = json::object();
  if (has_page(line)) {
    record["ResponseHeaders"] = {{"x-vinext-cache", model::name(line.answered.state)},
                                 {"etag", etag_of(line.answered)}};
  }
  return record.dump() + "\n";
}

std::string csv_line(const WrittenLine& line) {
  return fmt::format("{},{},{},{}-{},{}\n", clock_ms(line), url_of(line),
                     has_page(line) ? model::name(line.answered.state) : "", ray_of(line),
                     colo_codes[line.colo], status_of(line));
}

/// "Tue, 17 Nov 2026 10:00:00 GMT"
std::string http_date(std::int64_t at_ms) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t seconds = at_ms / 1000;
  const std::chrono::sys_days day{std::chrono::days(seconds / 86'400)};
  const std::chrono::year_month_day date{day};
  return fmt::format(
      "{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

std::string curl_response(const WrittenLine& line) {
  // The answer bears the date, not the request.
  const std::int64_t at_ms = log_epoch_ms + line.answered.at_us / 1000 + line.clock_error_ms;
  std::string text = fmt::format("$ curl -i https://www.example.com{}\nHTTP/2 {}\ndate: {}\n",
                                 url_of(line), status_of(line), http_date(at_ms));
  if (has_page(line)) {
    text += fmt::format("content-type: text/html\nx-vinext-cache: {}\netag: {}\n",
                        model::name(line.answered.state), etag_of(line.answered));
  }
  return text + fmt::format("cf-ray: {}-{}\nserver: cloudflare\n\n<!doctype html><p>blog</p>\n",
                            ray_of(line), colo_codes[line.colo]);
}

}  // namespace

std::string written_log(std::vector<WrittenLine> lines, LogFormat format) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const WrittenLine& one, const WrittenLine& other) {
                     return clock_ms(one) < clock_ms(other);
                   });
  std::string text;
  if (format == LogFormat::csv) text = "time_ms,url,x-vinext-cache,cf-ray,status\n";
  if (format == LogFormat::workers_logs) {
    text = "time_ms,url,x-vinext-cache,colo,status,outcome,message\n";
  }
  for (const WrittenLine& line : lines) {
    switch (format) {
      case LogFormat::tail:
        text += tail_event(line).dump(2) + "\n";
        break;
      case LogFormat::http_requests:
        text += logpush_line(line);
        break;
      case LogFormat::trace_events:
        text += trace_event(line).dump() + "\n";
        break;
      case LogFormat::workers_logs:
        text += workers_line(line);
        break;
      case LogFormat::csv:
        text += csv_line(line);
        break;
      case LogFormat::curl:
        text += curl_response(line);
        break;
    }
  }
  return text;
}

const char* generation_header(LogFormat format) {
  return format == LogFormat::http_requests || format == LogFormat::curl ? "etag" : "";
}

}  // namespace stalemate::tests
