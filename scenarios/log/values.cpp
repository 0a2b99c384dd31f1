#include "scenarios/log/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace stalemate::scenarios::log {

namespace {

constexpr std::int64_t whole_second = 999;

std::optional<std::int64_t> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, number);
  if (error != std::errc() || stop != end || text[at] == '-') return std::nullopt;
  return number;
}

/// Of a day and a time of day, in UTC; nothing if there is no such day or time.
std::optional<std::int64_t> since_1970_s(std::int64_t year, std::int64_t month, std::int64_t day,
                                         std::int64_t hour, std::int64_t minute,
                                         std::int64_t second) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/// "+01:00", "-0530", "Z" or nothing, in minutes.
std::optional<std::int64_t> offset_of(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, text.size() == 6 ? 4 : 3, 2);
  if (!hours || !minutes || text.size() < 5 || text.size() > 6) return std::nullopt;
  const std::int64_t offset = *hours * 60 + *minutes;
  return text.front() == '-' ? -offset : offset;
}

/// "2026-11-17T10:00:00.123Z"
std::optional<Time> time_of_rfc3339(std::string_view text) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const auto seconds = since_1970_s(*year, *month, *day, *hour, *minute, *second);
  std::size_t rest = 19;
  std::int64_t fraction_ms = 0;
  std::int64_t precision_ms = whole_second;
  if (rest < text.size() && (text[rest] == '.' || text[rest] == ',')) {
    std::int64_t unit = 100;
    for (++rest; rest < text.size() && text[rest] >= '0' && text[rest] <= '9'; ++rest) {
      fraction_ms += unit * (text[rest] - '0');
      unit /= 10;
    }
    precision_ms = 0;
  }
  const auto offset = offset_of(text.substr(rest));
  if (!seconds || !offset) return std::nullopt;
  return Time{(*seconds - *offset * 60) * 1000 + fraction_ms, precision_ms};
}

/// "Tue, 17 Nov 2026 10:00:00 GMT"
std::optional<Time> time_of_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text[3] != ',' || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  const auto year = digits(text, 12, 4);
  const auto day = digits(text, 5, 2);
  const auto hour = digits(text, 17, 2);
  const auto minute = digits(text, 20, 2);
  const auto second = digits(text, 23, 2);
  if (month == months.end() || !year || !day || !hour || !minute || !second) return std::nullopt;
  const auto seconds =
      since_1970_s(*year, month - months.begin() + 1, *day, *hour, *minute, *second);
  if (!seconds) return std::nullopt;
  return Time{*seconds * 1000, whole_second};
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  text = trimmed(text);
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

Time time_of_number(double number) {
  // Nanoseconds have more digits than a double, so what is lost is rounded away.
  if (number >= 1e17) return {static_cast<std::int64_t>(number / 1e6 + 0.5), 0};
  if (number >= 1e14) return {static_cast<std::int64_t>(number / 1e3 + 0.5), 0};
  if (number >= 1e11) return {static_cast<std::int64_t>(number), 0};
  const bool whole = number == std::floor(number);
  return {static_cast<std::int64_t>(number * 1000 + 0.5), whole ? whole_second : 0};
}

std::optional<Time> time_of(std::string_view text) {
  text = trimmed(text);
  if (const auto time = time_of_rfc3339(text)) return time;
  if (const auto time = time_of_http_date(text)) return time;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  // Beyond 1e19 even nanoseconds are after the year 2280.
  const bool possible = error == std::errc() && stop == end && number >= 0 && number < 1e19;
  return possible ? std::optional(time_of_number(number)) : std::nullopt;
}

std::string page_of(std::string_view url) {
  url = trimmed(url);
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    const std::size_t path = url.find('/', scheme + 3);
    url = path == std::string_view::npos ? "/" : url.substr(path);
  }
  url = url.substr(0, url.find_first_of("?#"));
  if (url.size() > 4 && url.substr(url.size() - 4) == ".rsc") url.remove_suffix(4);
  return std::string(url);
}

model::Artifact artifact_of(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const bool named = path.size() > 4 && path.substr(path.size() - 4) == ".rsc";
  return named || holds(url, "?_rsc") || holds(url, "&_rsc") ? model::Artifact::rsc
                                                             : model::Artifact::html;
}

std::string colo_of_ray(std::string_view ray) {
  const std::size_t dash = ray.rfind('-');
  if (dash == std::string_view::npos) return {};
  return std::string(trimmed(ray.substr(dash + 1)));
}

std::optional<SeenState> state_of(std::string_view text) {
  const std::string word = lowered(trimmed(text));
  if (word == "hit" || word == "revalidated") return SeenState::hit;
  if (word == "miss" || word == "expired") return SeenState::miss;
  if (word == "stale" || word == "updating") return SeenState::stale;
  return std::nullopt;
}

Signs signs_of_outcome(std::string_view outcome) {
  const std::string word = lowered(trimmed(outcome));
  if (word == "exceededcpu") return sign_bit(Sign::cpu_limit);
  if (word == "exceededmemory") return sign_bit(Sign::memory_limit);
  if (word == "canceled" || word == "cancelled" || word == "responsestreamdisconnected") {
    return sign_bit(Sign::cancelled);
  }
  return word == "exception" ? sign_bit(Sign::exception) : Signs{0};
}

Signs signs_of_message(std::string_view message) {
  Signs signs = 0;
  const auto add = [&](std::string_view part, Sign sign) {
    if (holds(message, part)) signs = static_cast<Signs>(signs | sign_bit(sign));
  };
  add("waitUntil() tasks did not complete", Sign::wait_until_limit);
  add("code had hung", Sign::hung);
  add("[vinext] ISR background regeneration failed", Sign::regeneration_failed);
  add("Error: ", Sign::failure_told);
  add("KV PUT failed: 429", Sign::kv_refused);
  add("KV PUT failed: 5", Sign::kv_failed);
  add("KV GET failed: 5", Sign::kv_failed);
  add("Network connection lost", Sign::connection_lost);
  return signs;
}

}  // namespace stalemate::scenarios::log
