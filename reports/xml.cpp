#include "reports/xml.h"

#include <cstdint>

#include "scenarios/format/utf8.h"

namespace stalemate::reports {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_allowed(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code != 0x7F && code != 0xFFFE && code != 0xFFFF;
}

std::string escaped_text(std::string_view text, bool attribute) {
  std::string escaped;
  while (!text.empty()) {
    const scenarios::format::Character character = scenarios::format::first_character(text);
    if (!character.valid || !is_allowed(character.code)) {
      escaped += replacement;
    } else if (character.code == '&') {
      escaped += "&amp;";
    } else if (character.code == '<') {
      escaped += "&lt;";
    } else if (character.code == '>') {
      escaped += "&gt;";
    } else if (character.code == '"') {
      escaped += "&quot;";
    } else if (character.code < 0x20 && attribute) {
      escaped += "&#" + std::to_string(character.code) + ";";
    } else {
      escaped += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return escaped;
}

}  // namespace

std::string xml_text(std::string_view text) { return escaped_text(text, false); }

std::string xml_attribute(std::string_view text) { return escaped_text(text, true); }

}  // namespace stalemate::reports
