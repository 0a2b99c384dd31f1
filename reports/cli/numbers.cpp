#include "reports/cli/numbers.h"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "reports/text.h"

namespace stalemate::reports::cli {

namespace {

using scenarios::InputError;
using scenarios::Result;

constexpr double longest_seconds = 30.0 * 24 * 3600;

struct Unit {
  std::string_view name;
  double seconds;
};
/// "ms" before "s": the first one that the text ends with counts.
constexpr std::array units{Unit{"ms", 0.001}, Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600}};

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

InputError refusal(const std::string& option, const std::string& text, const std::string& allowed) {
  return {printable(fmt::format("{} cannot be \"{}\"; allowed: {}", option, text, allowed))};
}

}  // namespace

Result<std::uint64_t> parse_number(const std::string& option, const std::string& text,
                                   std::uint64_t low, std::uint64_t high) {
  const std::optional<std::uint64_t> value = digits(text);
  if (value && *value >= low && *value <= high) return *value;
  return refusal(option, text, fmt::format("a whole number from {} to {}", low, high));
}

Result<double> parse_duration(const std::string& option, const std::string& text) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const std::optional<std::uint64_t> value =
        digits(std::string_view(text).substr(0, text.size() - unit.name.size()));
    const double seconds = value ? static_cast<double>(*value) * unit.seconds : 0;
    if (seconds > 0 && seconds <= longest_seconds) return seconds;
    break;
  }
  return refusal(option, text,
                 "a whole number above 0 and ms, s, m or h, for instance 500ms, 60s or 2m; at most "
                 "30 days");
}

Result<std::uint64_t> parse_size(const std::string& option, const std::string& text) {
  constexpr std::uint64_t mega = 1'000'000;
  constexpr std::uint64_t most = 1'000'000 * mega;
  for (const auto& [name, bytes] : {std::pair{"MB", mega}, std::pair{"GB", 1000 * mega}}) {
    if (!text.ends_with(name)) continue;
    const auto value = digits(std::string_view(text).substr(0, text.size() - 2));
    if (value && *value > 0 && *value <= most / bytes) return *value * bytes;
    break;
  }
  return refusal(option, text, "a whole number above 0 and MB or GB, for instance 500MB or 4GB");
}

}  // namespace stalemate::reports::cli
