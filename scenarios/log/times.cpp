#include "scenarios/log/times.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

#include "scenarios/log/values.h"
#include "scenarios/log/zones.h"

namespace stalemate::scenarios::log {

namespace {

constexpr std::int64_t whole_second = 999;
constexpr std::int64_t whole_minute = 59'999;

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

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Of a fraction's digits, from `at` on, which moves behind them.
std::int64_t fraction_ms(std::string_view text, std::size_t& at) {
  std::int64_t ms = 0;
  std::int64_t unit = 100;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    ms += unit * (text[at] - '0');
    unit /= 10;
  }
  return ms;
}

/// "2026-11-17T10:00:00.123Z"; with a blank instead of the T, slashes in the date, no seconds.
std::optional<Time> time_of_rfc3339(std::string_view text) {
  if (text.size() < 16 || text[13] != ':' || text[4] != text[7]) return std::nullopt;
  if (text[4] != '-' && text[4] != '/') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  std::optional<std::int64_t> second = 0;
  std::size_t rest = 16;
  std::int64_t precision_ms = whole_minute;
  std::int64_t ms = 0;
  if (rest < text.size() && text[rest] == ':') {
    second = digits(text, 17, 2);
    rest = 19;
    precision_ms = whole_second;
    if (rest < text.size() && (text[rest] == '.' || text[rest] == ',')) {
      ms = fraction_ms(text, ++rest);
      precision_ms = 0;
    }
  }
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const auto seconds = since_1970_s(*year, *month, *day, *hour, *minute, *second);
  const auto offset = offset_of_zone(text.substr(rest));
  if (!seconds || !offset) return std::nullopt;
  return Time{(*seconds - *offset * 60) * 1000 + ms, precision_ms};
}

using Numbers = std::array<std::int64_t, 6>;

/// @param numbers two of the date, the year, and a clock of 24 hours
std::optional<Time> time_of_numbers(const Numbers& numbers, bool month_first, bool either) {
  const auto& [one, two, year, hour, minute, second] = numbers;
  const auto day_first_s = since_1970_s(year, two, one, hour, minute, second);
  const auto month_first_s = since_1970_s(year, one, two, hour, minute, second);
  const auto& wanted = month_first ? month_first_s : day_first_s;
  const auto& other = month_first ? day_first_s : month_first_s;
  if (!wanted && !(either && other)) return std::nullopt;
  Time time{wanted.value_or(other.value_or(0)) * 1000, whole_second};
  if (!wanted) {
    time.first = FirstOfDate::against_order;
  } else if (either && other && other != wanted) {
    time.first = month_first ? FirstOfDate::month : FirstOfDate::day;
  }
  return time;
}

/// "11/17/2026, 10:00:00 AM" is of November; with a clock of 24 hours, or dots, the day comes
/// first. Slashes may stand in any order.
std::optional<Time> time_of_locale(std::string_view text, DateOrder order) {
  Numbers numbers{};
  std::array<char, 6> behind{};
  std::size_t at = 0;
  for (std::size_t index = 0; index < numbers.size(); ++index) {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == from || at - from > 4) return std::nullopt;
    numbers[index] = *digits(text, from, at - from);
    if (index + 1 == numbers.size()) break;
    if (at == text.size()) return std::nullopt;
    behind[index] = text[at++];
    while (at < text.size() && text[at] == ' ') ++at;
  }
  const char mark = behind[0];
  const bool clock = behind[3] == ':' && behind[4] == ':';
  if ((mark != '/' && mark != '.') || behind[1] != mark || !clock) return std::nullopt;
  if (behind[2] != ',' && behind[2] != ' ') return std::nullopt;
  std::optional<std::int64_t> ms;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    ms = fraction_ms(text, ++at);
  }
  // The blank before AM may be a narrow one, in three bytes; and Spanish has "a. m.".
  std::string half = lowered(text.substr(at));
  std::erase_if(half, [](char letter) {
    return static_cast<unsigned char>(letter) >= 0x80 || letter == ' ' || letter == '.';
  });
  std::int64_t& hour = numbers[3];
  const bool has_half = half == "am" || half == "pm";
  if (has_half) {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + (half == "pm" ? 12 : 0);
  } else if (!trimmed(text.substr(at)).empty()) {
    return std::nullopt;
  }
  const bool either = mark == '/';
  const bool other = either && order == DateOrder::other;
  auto time = time_of_numbers(numbers, has_half != other, either);
  if (time && ms) {
    time->ms += *ms;
    time->precision_ms = 0;
  }
  return time;
}

/// A date whose month is a word, part by part.
class WordDate {
 public:
  explicit WordDate(std::string_view text) : text_(text) {}

  std::optional<Time> read() {
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      const bool is_letter = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
      const bool understood = is_letter ? word() : is_digit(letter) ? number() : mark();
      if (!understood) return std::nullopt;
    }
    if (!year_ || !month_ || !day_ || !hour_) return std::nullopt;
    if (half_ != 0 && (*hour_ < 1 || *hour_ > 12)) return std::nullopt;
    const std::int64_t hour = half_ == 0 ? *hour_ : *hour_ % 12 + (half_ == 'p' ? 12 : 0);
    const auto seconds = since_1970_s(*year_, *month_, *day_, hour, minute_, second_);
    if (!seconds) return std::nullopt;
    return Time{(*seconds - offset_ * 60) * 1000 + ms_, precision_ms_};
  }

 private:
  bool word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (text_[at_] | 0x20) >= 'a' && (text_[at_] | 0x20) <= 'z') ++at_;
    const std::string word = lowered(text_.substr(from, at_ - from));
    constexpr std::array months{"jan", "feb", "mar", "apr", "may", "jun",
                                "jul", "aug", "sep", "oct", "nov", "dec"};
    constexpr std::array days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const std::string start = word.substr(0, 3);
    const auto month = std::find(months.begin(), months.end(), start);
    if (month != months.end() && !month_) {
      month_ = month - months.begin() + 1;
      return true;
    }
    if (hour_ && (word == "am" || word == "pm")) {
      half_ = word[0];
      return true;
    }
    if (std::find(days.begin(), days.end(), start) != days.end()) return true;
    const auto offset = hour_ ? offset_of_zone(word) : std::nullopt;
    offset_ = offset.value_or(0);
    return offset.has_value();
  }

  bool number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    const std::size_t length = at_ - from;
    const bool colon = at_ < text_.size() && text_[at_] == ':';
    if (length > 4) return false;
    const std::int64_t value = *digits(text_, from, length);
    if (length <= 2 && colon && !hour_) return clock(value);
    if (length == 4 && !year_) {
      year_ = value;
      if (colon) ++at_;  // "17/Nov/2026:10:00:00"
      return true;
    }
    if (length <= 2 && !day_) {
      day_ = value;
      return true;
    }
    if (length != 2 || year_) return false;
    year_ = 2000 + value;  // RFC 850; its dates are not older than 1970, nor are pages' logs
    return true;
  }

  bool clock(std::int64_t hour) {
    const auto minute = digits(text_, at_ + 1, 2);
    if (!minute || at_ + 3 >= text_.size() || text_[at_ + 3] != ':') return false;
    const auto second = digits(text_, at_ + 4, 2);
    if (!second) return false;
    hour_ = hour;
    minute_ = *minute;
    second_ = *second;
    at_ += 6;
    if (at_ < text_.size() && text_[at_] == '.') {
      ms_ = fraction_ms(text_, ++at_);
      precision_ms_ = 0;
    }
    return true;
  }

  bool mark() {
    const char letter = text_[at_];
    if (hour_ && (letter == '+' || letter == '-')) {
      const std::size_t end = text_.find_first_of(" )", at_);
      const auto offset = offset_of_zone(text_.substr(at_, end - at_));
      at_ = std::min(end, text_.size());
      offset_ = offset.value_or(0);
      return offset.has_value();
    }
    ++at_;
    return letter == ' ' || letter == ',' || letter == '-' || letter == '/' || letter == '@';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::int64_t> year_;
  std::optional<std::int64_t> month_;
  std::optional<std::int64_t> day_;
  std::optional<std::int64_t> hour_;
  std::int64_t minute_ = 0;
  std::int64_t second_ = 0;
  std::int64_t ms_ = 0;
  std::int64_t precision_ms_ = whole_second;
  std::int64_t offset_ = 0;  // minutes
  char half_ = 0;            // of the day: 'a', 'p'; 0: the clock has 24 hours
};

}  // namespace

std::optional<Time> time_of_number(double number) {
  // Beyond 1e19 even nanoseconds are after the year 2280.
  if (!(number >= 0 && number < 1e19)) return std::nullopt;
  // Nanoseconds have more digits than a double, so what is lost is rounded away.
  if (number >= 1e17) return Time{static_cast<std::int64_t>(number / 1e6 + 0.5), 0};
  if (number >= 1e14) return Time{static_cast<std::int64_t>(number / 1e3 + 0.5), 0};
  if (number >= 1e11) return Time{static_cast<std::int64_t>(number), 0};
  const bool whole = number == std::floor(number);
  return Time{static_cast<std::int64_t>(number * 1000 + 0.5), whole ? whole_second : 0};
}

std::optional<Time> date_of(std::string_view text, DateOrder order) {
  text = trimmed(text);
  constexpr std::size_t longest = 64;
  if (text.size() > longest) return std::nullopt;
  if (const auto time = time_of_rfc3339(text)) return time;
  if (const auto time = time_of_locale(text, order)) return time;
  return WordDate(text).read();
}

std::optional<Time> time_of(std::string_view text, DateOrder order) {
  text = trimmed(text);
  if (const auto time = date_of(text, order)) return time;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? time_of_number(number) : std::nullopt;
}

}  // namespace stalemate::scenarios::log
