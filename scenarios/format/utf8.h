// The characters of a text that may be anything: what is UTF-8 and what is not.
//
// Invariants:
//  1. Overlong forms, surrogates and what is beyond U+10FFFF are not UTF-8.
//  2. Every byte belongs to one character, or is by itself not valid.
//
// Cost: a few comparisons for each byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stalemate::scenarios::format {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The character that `text`, which is not empty, begins with.
Character first_character(std::string_view text);

/// Whether it is text: valid, no control character, and none that turns round what follows it.
bool is_text(const Character& character);

}  // namespace stalemate::scenarios::format
