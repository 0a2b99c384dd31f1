// Text from anywhere, inside HTML.
//
// Invariants:
//  1. Nothing of a text is read as markup, ends an attribute or a script, or changes the direction
//     of writing: control characters and bytes that are not UTF-8 become blanks.
//  2. A name is cut after so many characters that no page breaks on it, with "..." where it was.
//
// Cost: linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stalemate::reports::html {

inline constexpr std::size_t longest_name = 200;

/// To stand between tags or between quotation marks.
std::string text(std::string_view text);

/// The same for what a file names: cut if it is longer than `longest_name` characters.
std::string name_text(std::string_view name);

/// A link to it if it is an address of the web, else its text.
std::string source_link(std::string_view source);

/// A number of pixels: no more digits than it needs.
std::string pixels(double value);

}  // namespace stalemate::reports::html
