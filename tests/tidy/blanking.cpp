#include "tests/tidy/blanking.h"

#include <algorithm>
#include <cstddef>

#include "tests/tidy/source_text.h"

namespace stalemate::tests::tidy {
namespace {

void blank(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < std::min(end, text.size()); ++at) {
    if (text[at] != '\n') text[at] = ' ';
  }
}

std::size_t end_of(std::string_view text, std::string_view terminator, std::size_t from) {
  const std::size_t at = text.find(terminator, from);
  return at == std::string_view::npos ? text.size() : at + terminator.size();
}

// The identifier, number or prefix that ends just before `offset`.
std::string_view token_before(std::string_view text, std::size_t offset) {
  std::size_t begin = offset;
  while (begin > 0 && (is_identifier_character(text[begin - 1]) || text[begin - 1] == '\'')) {
    --begin;
  }
  return text.substr(begin, offset - begin);
}

bool opens_raw_string(std::string_view text, std::size_t quote) {
  const std::string_view prefix = token_before(text, quote);
  return prefix == "R" || prefix == "u8R" || prefix == "uR" || prefix == "UR" || prefix == "LR";
}

// An apostrophe inside a number, as in 1'000, opens no character literal.
bool separates_digits(std::string_view text, std::size_t quote) {
  const std::string_view token = token_before(text, quote);
  return !token.empty() && token.front() >= '0' && token.front() <= '9';
}

std::size_t end_of_literal(std::string_view text, std::size_t quote) {
  for (std::size_t at = quote + 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == text[quote] || text[at] == '\n') {
      return at + 1;
    }
  }
  return text.size();
}

std::size_t end_of_raw_string(std::string_view text, std::size_t quote) {
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string delimiter(text.substr(quote + 1, open - quote - 1));
  return end_of(text, ")" + delimiter + "\"", open);
}

}  // namespace

std::string without_comments_and_literals(std::string_view text) {
  std::string code(text);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("//")) {
      end = std::min(text.find('\n', at), text.size());
      blank(code, at, end);
    } else if (rest.starts_with("/*")) {
      end = end_of(text, "*/", at + 2);
      blank(code, at, end);
    } else if (text[at] == '"') {
      end = opens_raw_string(text, at) ? end_of_raw_string(text, at) : end_of_literal(text, at);
      blank(code, at + 1, end - 1);
    } else if (text[at] == '\'' && !separates_digits(text, at)) {
      end = end_of_literal(text, at);
      blank(code, at + 1, end - 1);
    }
    at = end;
  }
  return code;
}

std::string without_directives(std::string code) {
  std::size_t begin = 0;
  while (begin < code.size()) {
    std::size_t end = std::min(code.find('\n', begin), code.size());
    const std::size_t first = std::min(code.find_first_not_of(" \t", begin), code.size());
    if (first < end && code[first] == '#') {
      while (end < code.size() && code[end - 1] == '\\') {
        end = std::min(code.find('\n', end + 1), code.size());
      }
      blank(code, begin, end);
    }
    begin = end + 1;
  }
  return code;
}

}  // namespace stalemate::tests::tidy
