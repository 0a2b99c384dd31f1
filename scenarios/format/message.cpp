#include "scenarios/format/message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "scenarios/format/utf8.h"

namespace stalemate::scenarios::format {
namespace {

constexpr std::size_t longest_quote = 100;
constexpr std::size_t longest_token = 100;
constexpr std::size_t longest_list = 24;
constexpr std::size_t most_suggestions = 3;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// Levenshtein's distance: single characters inserted, deleted or replaced.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= from.size(); ++line) {
    std::size_t diagonal = std::exchange(row[0], line);
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const std::size_t replaced = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({replaced, row[column] + 1, row[column - 1] + 1});
    }
  }
  return row.back();
}

// Spelled differently, but perhaps the same name: "KvPut", "kv-put" and "kv_put".
std::string plain(std::string_view name) {
  std::string result;
  for (const char byte : name.substr(0, longest_token)) {
    if (byte == '_' || byte == '-' || byte == ' ') continue;
    result += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  }
  return result;
}

std::string hexadecimal(std::uint32_t number, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t at = digits; at-- > 0; number >>= 4U)
    text[at] = "0123456789abcdef"[number & 15U];
  return text;
}

}  // namespace

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code < 0x20 || code == 0x7f;
  });
}

std::string one_line(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    if (is_text(character)) {
      result += text.substr(0, character.bytes);
    } else if (character.valid) {
      result += "\\u" + hexadecimal(character.code, 4);
    } else {
      result += "\\x" + hexadecimal(static_cast<unsigned char>(text.front()), 2);
    }
    text.remove_prefix(character.bytes);
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (end > 0 && continues_character(text[end])) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string in_quotes(std::string_view text) {
  return "\"" + one_line(shortened(text, longest_quote)) + "\"";
}

std::string listed(Names names) {
  std::string result;
  for (const std::string_view name : names.first(std::min(names.size(), longest_list))) {
    if (!result.empty()) result += ", ";
    result += name.empty() ? "\"\"" : one_line(shortened(name, longest_token));
  }
  if (names.size() > longest_list) result += ", ... (" + std::to_string(names.size()) + " in all)";
  return result;
}

std::string nearest_of(std::string_view word, Names names) {
  const std::string plain_word = plain(word);
  std::vector<std::pair<std::size_t, std::size_t>> near;  // how far apart, which name
  for (std::size_t index = 0; index < names.size(); ++index) {
    const std::string plain_name = plain(names[index]);
    const std::size_t apart = distance(plain_word, plain_name);
    const std::size_t longer = std::max(plain_word.size(), plain_name.size());
    const bool part = plain_word.size() > 2 && plain_name.find(plain_word) != std::string::npos;
    if (part || apart <= std::max<std::size_t>(1, (longer + 2) / 3))
      near.emplace_back(apart, index);
  }
  std::sort(near.begin(), near.end());
  std::string result;
  for (std::size_t index = 0; index < std::min(near.size(), most_suggestions); ++index) {
    result += (index == 0 ? " (nearest: " : ", ") + in_quotes(names[near[index].second]);
  }
  return result.empty() ? result : result + ")";
}

std::string pointer_of(const std::vector<std::string>& tokens) {
  if (tokens.empty()) return "top level";
  std::string result;
  for (const std::string& token : tokens) {
    result += '/';
    for (const char byte : shortened(token, longest_token)) {
      if (byte == '~') {
        result += "~0";
      } else if (byte == '/') {
        result += "~1";
      } else {
        result += byte;
      }
    }
  }
  return one_line(result);
}

}  // namespace stalemate::scenarios::format
