#include "reports/text.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/format/utf8.h"

namespace stalemate::reports {

namespace {

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Bytes of the first `width` characters.
std::size_t bytes_of(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (std::size_t characters = 0; at < text.size(); ++at) {
    if (!continues_character(text[at]) && characters++ == width) break;
  }
  return at;
}

bool needs_no_quotes(char letter) {
  const bool alphanumeric = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9');
  return alphanumeric || std::string_view("/._-+=:,@%").find(letter) != std::string_view::npos;
}

/// Calls with each character, and whether it is text.
template <class Visit>
void each_character(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const scenarios::format::Character character = scenarios::format::first_character(text);
    visit(text.substr(0, character.bytes), scenarios::format::is_text(character));
    text.remove_prefix(character.bytes);
  }
}

/// For names with line breaks and the like; understood by bash and zsh.
std::string escaped_word(std::string_view text) {
  std::string word = "$'";
  each_character(text, [&word](std::string_view bytes, bool is_text) {
    const bool plain = is_text && bytes != "'" && bytes != "\\";
    for (const char byte : bytes) {
      word +=
          plain ? std::string(1, byte) : fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
    }
  });
  return word + "'";
}

const char* escape_of(Colour colour) {
  switch (colour) {
    case Colour::good:
      return "\x1b[32m";
    case Colour::bad:
      return "\x1b[31m";
    case Colour::doubtful:
      return "\x1b[33m";
    case Colour::faint:
      return "\x1b[2m";
    case Colour::none:
      break;
  }
  return "";
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  each_character(text, [&clean](std::string_view bytes, bool is_text) {
    clean += is_text ? bytes : std::string_view(" ");
  });
  return clean;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return !continues_character(byte); }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = width_of(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines{""};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const std::size_t used = width_of(lines.back());
    if (used > 0 && used + 1 + width_of(word) <= width) {
      lines.back().append(" ").append(word);
      continue;
    }
    if (used > 0) lines.emplace_back();
    for (; width_of(word) > width; word.remove_prefix(bytes_of(word, width))) {
      lines.back() = word.substr(0, bytes_of(word, width));
      lines.emplace_back();
    }
    lines.back() = word;
  }
  return lines;
}

std::string hanging(std::string_view head, std::string_view text, Colour colour,
                    const Style& style) {
  constexpr std::size_t narrowest = 40;
  const std::size_t indent = width_of(head);
  const std::size_t width = std::max(style.width, narrowest + indent) - indent;
  std::string lines(head);
  for (const std::string& line : wrapped(printable(text), width)) {
    if (lines.ends_with('\n')) lines.append(indent, ' ');
    lines += coloured(line, colour, style) + "\n";
  }
  return lines;
}

std::string shell_word(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), needs_no_quotes);
  if (plain) return std::string(text);
  if (printable(text) != text) return escaped_word(text);
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      quoted += "'\\''";
    } else {
      quoted += letter;
    }
  }
  return quoted + "'";
}

std::string coloured(std::string text, Colour colour, const Style& style) {
  if (!style.colour || colour == Colour::none) return text;
  return escape_of(colour) + std::move(text) + "\x1b[0m";
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::string milliseconds(std::int64_t microseconds) {
  const char* sign = microseconds < 0 ? "-" : "";
  const std::int64_t size = microseconds < 0 ? -microseconds : microseconds;
  return fmt::format("{}{}.{:03}", sign, size / 1000, size % 1000);
}

}  // namespace stalemate::reports
