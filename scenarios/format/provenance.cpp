#include "scenarios/format/provenance.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace stalemate::scenarios {

namespace {

bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

int number_in(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

std::vector<std::string> missing_in(const Provenance& provenance) {
  const auto& [name, source, expected, date_found] = provenance;
  std::vector<std::string> missing;
  if (name.empty()) missing.emplace_back("name");
  if (source.empty()) missing.emplace_back("source");
  if (expected.empty()) missing.emplace_back("expected");
  if (date_found.empty()) missing.emplace_back("date_found");
  return missing;
}

bool is_provenance_name(std::string_view name) {
  const auto allowed = [](char letter) {
    return is_plain(letter) || letter == '.' || letter == '_' || letter == '-';
  };
  return !name.empty() && name.size() <= longest_provenance_name && is_plain(name.front()) &&
         std::all_of(name.begin(), name.end(), allowed);
}

bool is_public_address(std::string_view address) {
  return address.starts_with("https://") && address.size() > 8 &&
         address.find_first_of(" \"<>") == std::string_view::npos;
}

bool is_date(std::string_view text) {
  constexpr std::string_view form = "0000-00-00";
  if (text.size() != form.size()) return false;
  for (std::size_t place = 0; place < form.size(); ++place) {
    const bool fits = form[place] == '-' ? text[place] == '-' : is_digit(text[place]);
    if (!fits) return false;
  }
  const std::chrono::year_month_day day{
      std::chrono::year(number_in(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(number_in(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(number_in(text.substr(8, 2))))};
  return day.ok();
}

}  // namespace stalemate::scenarios
