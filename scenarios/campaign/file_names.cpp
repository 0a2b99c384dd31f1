#include "scenarios/campaign/file_names.h"

#include <fmt/format.h>

namespace stalemate::scenarios {

namespace {

constexpr std::size_t longest_part = 70;

bool is_safe(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '.' || letter == '_';
}

// Some file systems do not tell "A" from "a".
std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string file_safe(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (is_safe(letter)) {
      safe += letter;
    } else if (!safe.empty() && safe.back() != '-') {
      safe += '-';
    }
  }
  safe.erase(0, safe.find_first_not_of("._-"));
  if (safe.size() > longest_part) safe.resize(longest_part);
  while (!safe.empty() && safe.back() == '-') safe.pop_back();
  return safe.empty() ? "unnamed" : safe;
}

std::string FileNames::stem(std::string_view scenario, std::string_view cell) {
  const std::string plain = fmt::format("{}--{}", file_safe(scenario), file_safe(cell));
  std::string stem = plain;
  for (int number = 2; !given_.insert(lower(stem)).second; ++number) {
    stem = fmt::format("{}-{}", plain, number);
  }
  return stem;
}

}  // namespace stalemate::scenarios
