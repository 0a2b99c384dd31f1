#include "scenarios/format/utf8.h"

namespace stalemate::scenarios::format {
namespace {

std::size_t length_from(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool is_between(std::uint32_t code, std::uint32_t first, std::uint32_t last) {
  return code >= first && code <= last;
}

}  // namespace

Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_from(first);
  if (length == 0 || length > text.size()) return {};
  std::uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xC0U) != 0x80U) return {};
    code = code << 6 | (byte & 0x3FU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || is_between(code, 0xD800, 0xDFFF) || code > 0x10FFFF) return {};
  return {code, length, true};
}

bool is_text(const Character& character) {
  const std::uint32_t code = character.code;
  if (!character.valid || code < 0x20 || is_between(code, 0x7F, 0x9F)) return false;
  // Embeddings, overrides and isolates of the direction of writing.
  return !is_between(code, 0x202A, 0x202E) && !is_between(code, 0x2066, 0x2069);
}

}  // namespace stalemate::scenarios::format
