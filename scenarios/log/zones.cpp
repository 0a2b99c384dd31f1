#include "scenarios/log/zones.h"

#include <algorithm>
#include <array>
#include <string>

#include "scenarios/log/values.h"

namespace stalemate::scenarios::log {

namespace {

struct Zone {
  std::string_view name;
  int minutes;
};

/// Those of RFC 5322, 4.3, and what `date` prints where most people live (IANA's tz, 2024a).
constexpr std::array zones{
    Zone{"", 0},       Zone{"z", 0},       Zone{"utc", 0},     Zone{"gmt", 0},    Zone{"wet", 0},
    Zone{"west", 60},  Zone{"bst", 60},    Zone{"cet", 60},    Zone{"cest", 120}, Zone{"met", 60},
    Zone{"mest", 120}, Zone{"wat", 60},    Zone{"cat", 120},   Zone{"sast", 120}, Zone{"eet", 120},
    Zone{"eest", 180}, Zone{"idt", 180},   Zone{"msk", 180},   Zone{"eat", 180},  Zone{"pkt", 300},
    Zone{"ist", 330},  Zone{"wib", 420},   Zone{"wita", 480},  Zone{"hkt", 480},  Zone{"awst", 480},
    Zone{"jst", 540},  Zone{"kst", 540},   Zone{"wit", 540},   Zone{"acst", 570}, Zone{"aest", 600},
    Zone{"acdt", 630}, Zone{"aedt", 660},  Zone{"nzst", 720},  Zone{"nzdt", 780}, Zone{"nst", -210},
    Zone{"ndt", -150}, Zone{"ast", -240},  Zone{"adt", -180},  Zone{"est", -300}, Zone{"edt", -240},
    Zone{"cst", -360}, Zone{"cdt", -300},  Zone{"mst", -420},  Zone{"mdt", -360}, Zone{"pst", -480},
    Zone{"pdt", -420}, Zone{"akst", -540}, Zone{"akdt", -480}, Zone{"hst", -600}};

bool are_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::int64_t> offset_of_zone(std::string_view text) {
  text = trimmed(text);
  const std::string name = lowered(text);
  const auto* const known = std::find_if(zones.begin(), zones.end(),
                                         [&name](const Zone& zone) { return zone.name == name; });
  if (known != zones.end()) return known->minutes;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const bool colon = text.size() == 6 && text[3] == ':';
  if (!colon && text.size() != 5 && text.size() != 3) return std::nullopt;
  const std::string_view hours = text.substr(1, 2);
  const std::string_view minutes = text.size() == 3 ? "00" : text.substr(colon ? 4 : 3);
  if (!are_digits(hours) || !are_digits(minutes)) return std::nullopt;
  constexpr std::int64_t furthest_hours = 14;
  const std::int64_t whole_hours = *number_of(hours);
  const std::int64_t rest = *number_of(minutes);
  if (whole_hours > furthest_hours || rest > 59) return std::nullopt;
  return (text.front() == '-' ? -1 : 1) * (whole_hours * 60 + rest);
}

}  // namespace stalemate::scenarios::log
