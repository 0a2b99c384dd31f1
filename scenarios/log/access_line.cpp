#include "scenarios/log/access_line.h"

#include <algorithm>
#include <array>
#include <string>

#include "scenarios/log/times.h"
#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view between_words = " \t,;\"";

/// A number counts as a time from 2001 on: before, it could be a status, a process or a thread.
std::optional<Time> time_from_2001(std::string_view text, DateOrder order) {
  constexpr std::int64_t first_ms = 1'000'000'000'000;
  const auto time = time_of(text, order);
  return time && time->ms >= first_ms ? time : std::nullopt;
}

std::optional<Time> time_at_start(std::string_view line, DateOrder order) {
  constexpr int most_words = 7;  // "Tue 17 Nov 2026 10:00:00 AM UTC"
  std::optional<Time> found;
  std::size_t end = 0;
  for (int words = 0; words < most_words && end != std::string_view::npos; ++words) {
    end = line.find_first_of(blanks, end + 1);
    std::string_view start = line.substr(0, end);
    while (!start.empty() && (start.back() == ':' || start.back() == ',')) start.remove_suffix(1);
    if (const auto time = date_of(start, order)) found = time;
  }
  return found;
}

/// Before the time, a collector may have written where a line is from: "web-1  | 2026-11-17T...",
/// "<134>1 2026-11-17T...". Nothing else that a line tells looks like such a time.
std::optional<Time> time_behind_source(std::string_view line, DateOrder order) {
  constexpr int most_words = 4;
  std::size_t at = line.find_first_of(blanks);
  for (int words = 0; words < most_words && at != std::string_view::npos; ++words) {
    at = line.find_first_not_of(blanks, at);
    if (at == std::string_view::npos) break;
    const std::string_view rest = line.substr(at);
    const bool is_year = rest.size() > 4 && (rest[4] == '-' || rest[4] == '/') &&
                         number_of(rest.substr(0, 4)).value_or(0) >= 2001;
    const auto time = is_year ? time_at_start(rest, order) : std::nullopt;
    if (time) return time;
    at = line.find_first_of(blanks, at);
  }
  return std::nullopt;
}

/// The value of name=value or name="value" of logfmt, as written; not of what stands in quotation
/// marks itself.
std::optional<std::string_view> pair_named(std::string_view line, std::string_view name) {
  for (std::size_t at = 0; at < line.size();) {
    at = line.find_first_not_of(blanks, at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of("= \t\"", at), line.size());
    const std::string_view key = line.substr(at, end - at);
    const bool pairs = end < line.size() && line[end] == '=';
    std::size_t value = pairs ? end + 1 : end;
    std::size_t value_end = 0;
    if (value < line.size() && line[value] == '"') {
      value_end = ++value;
      while (value_end < line.size() && line[value_end] != '"') {
        value_end += line[value_end] == '\\' ? 2 : 1;
      }
      value_end = std::min(value_end, line.size());
      at = value_end + 1;
    } else {
      value_end = std::min(line.find_first_of(blanks, value), line.size());
      at = value_end;
    }
    if (pairs && key == name) return line.substr(value, value_end - value);
    if (at == end) ++at;
  }
  return std::nullopt;
}

/// The longest beginning of the line that is a time, or a time in brackets.
std::optional<Time> time_in(std::string_view line, DateOrder order) {
  if (const auto time = time_at_start(line, order)) return time;
  // Of logfmt: ts=2026-11-17T10:00:00Z level=info path=/blog
  for (const std::string_view name : {"ts", "time", "timestamp", "t"}) {
    const auto named = pair_named(line, name);
    const auto time = named ? time_from_2001(*named, order) : std::nullopt;
    if (time) return time;
  }
  for (std::size_t open = line.find('['); open != std::string_view::npos;
       open = line.find('[', open + 1)) {
    const std::size_t close = line.find(']', open);
    if (close == std::string_view::npos) break;
    const std::string_view within = line.substr(open + 1, close - open - 1);
    if (const auto time = time_from_2001(within, order)) return time;
  }
  const auto number = time_from_2001(line.substr(0, line.find_first_of(" \t,;")), order);
  return number ? number : time_behind_source(line, order);
}

struct Request {
  std::string_view url;
  std::optional<std::int64_t> status;
};

/// "GET /blog HTTP/1.1" 200, in quotation marks; else what logfmt calls so, or the first word that
/// is a path or a URL.
Request request_in(std::string_view line) {
  constexpr std::array<std::string_view, 3> methods{"\"GET ", "\"HEAD ", "\"POST "};
  const auto status_pair = pair_named(line, "status");
  const auto named_status = status_pair ? number_of(*status_pair) : std::nullopt;
  for (const std::string_view method : methods) {
    const std::size_t at = line.find(method);
    const std::size_t close = at == std::string_view::npos ? at : line.find('"', at + 1);
    if (close == std::string_view::npos) continue;
    const std::string_view url = line.substr(at + method.size(), close - at - method.size());
    const std::string_view rest = trimmed(line.substr(close + 1));
    const auto status = number_of(rest.substr(0, rest.find_first_of(blanks)));
    return {url.substr(0, url.find(' ')), status ? status : named_status};
  }
  for (const std::string_view name : {"url", "uri", "path"}) {
    const auto url = pair_named(line, name);
    const bool is_url =
        url && (url->starts_with('/') || url->find("://") != std::string_view::npos);
    if (is_url) return {*url, named_status};
  }
  for (std::size_t at = line.find_first_of(between_words); at != std::string_view::npos;
       at = line.find_first_of(between_words, at + 1)) {
    const std::string_view rest = line.substr(at + 1);
    const bool is_url =
        rest.starts_with('/') || rest.starts_with("http://") || rest.starts_with("https://");
    if (is_url) return {rest.substr(0, rest.find_first_of(between_words)), std::nullopt};
  }
  return {};
}

/// The last word in capitals that stands alone: what clients sent comes before.
std::optional<SeenState> state_in(std::string_view line) {
  constexpr std::array<std::string_view, 6> words{"HIT",     "MISS",     "STALE",
                                                  "EXPIRED", "UPDATING", "REVALIDATED"};
  constexpr std::string_view between = " \t,;\"'=:|()[]{}";
  std::optional<SeenState> state;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(between, at), line.size());
    const std::string_view word = line.substr(at, end - at);
    if (std::find(words.begin(), words.end(), word) != words.end()) state = state_of(word);
    at = end + 1;
  }
  return state;
}

}  // namespace

std::optional<Observation> observation_of_text(std::string_view line, const ReadOptions& options,
                                               const std::optional<Time>& known) {
  const auto time = known ? known : time_in(line, options.dates);
  if (!time) return std::nullopt;
  const auto word = [line](std::string_view name) { return value_named(line, name); };
  Observation seen;
  set_time(seen, *time);
  if (const auto named = word(options.header)) {
    seen.state = state_of(*named);
  } else {
    seen.state = state_in(line);
    for (const std::string_view name : {"state", "cache"}) {
      const auto pair = pair_named(line, name);
      if (pair && !seen.state) seen.state = state_of(*pair);
    }
  }
  const Request request = request_in(line);
  if (!seen.state && request.url.empty()) return std::nullopt;
  seen.page = page_of(request.url);
  seen.host = host_of(request.url);
  seen.artifact = artifact_of(request.url);
  seen.status = request.status;
  if (const auto generation = word(options.generation)) seen.generation = std::string(*generation);
  if (const auto age = word("age")) seen.age_s = age_of(*age);
  if (const auto ray = word("cf-ray")) {
    seen.ray = std::string(*ray);
    seen.colo = colo_of_ray(*ray);
  }
  if (const auto colo = word("colo")) seen.colo = std::string(*colo);
  return seen;
}

}  // namespace stalemate::scenarios::log
