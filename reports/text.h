// Plain text for terminals and logs: widths, wrapping, quoting, colours.
//
// Invariants:
//  1. Names and messages come from files; nothing of them reaches a terminal as a control
//     character.
//  2. Widths count characters, not bytes; a text is never cut inside a character.
//  3. Without colour the output has no escape sequence.
//
// Cost: linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::reports {

/// How a text is laid out, and for whom.
struct Style {
  bool colour = false;
  std::size_t width = 100;
  std::string program = "stalemate";  // as it was called, for commands that can be pasted
};

enum class Colour { none, good, bad, doubtful, faint };

/// Each control character, also one of the direction of writing, becomes a blank, and so does each
/// byte that is not UTF-8.
std::string printable(std::string_view text);

/// Columns that a text without control characters takes, one for each character.
std::size_t width_of(std::string_view text);

/// With blanks up to `width`, if it is shorter.
std::string padded(std::string text, std::size_t width);

/// Lines of at most `width` columns, broken at blanks; a longer word is broken where it must be.
/// @return at least one line
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// `head`, then `text` wrapped so that its further lines stand below its first; lines of at most
/// the style's width, or of 40 columns. Each line ends with a line break.
std::string hanging(std::string_view head, std::string_view text, Colour colour,
                    const Style& style);

/// As one word of a POSIX shell, quoted only if needed.
std::string shell_word(std::string_view text);

std::string coloured(std::string text, Colour colour, const Style& style);

/// "1 schedule", "2000 schedules"
std::string counted(std::uint64_t number, std::string_view noun);

/// 16 hex digits.
std::string hash_text(std::uint64_t hash);

/// Microseconds as milliseconds with three digits: 1500 reads "1.500".
std::string milliseconds(std::int64_t microseconds);

}  // namespace stalemate::reports
