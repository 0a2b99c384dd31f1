// The words of error messages: quoting what the user wrote, naming what they may have meant.
//
// Invariants:
//  1. What comes out is UTF-8 without control characters, also those of the direction of writing,
//     whatever goes in; and so stays on one line.
//  2. What is quoted from an input is cut to a readable length.
//
// Cost: only paid when there is something to complain about.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stalemate::scenarios::format {

using Names = std::span<const std::string_view>;

/// Of ASCII: what no name and no sentence of an input may hold.
bool has_control_character(std::string_view text);

/// Control characters become \u00XX, and bytes that are not UTF-8 \xXX. Everything else stays.
std::string one_line(std::string_view text);

/// At most about `longest` bytes; what was cut off leaves "...". Never cuts a UTF-8 character.
std::string shortened(std::string_view text, std::size_t longest);

/// Shortened, on one line, in double quotes.
std::string in_quotes(std::string_view text);

/// "a, b, c"; a long list is cut and says how many there are.
std::string listed(Names names);

/// ` (nearest: "a", "b")` with up to three names that `word` may be a slip of, or nothing.
std::string nearest_of(std::string_view word, Names names);

/// JSON pointer (RFC 6901) of the tokens, "top level" for none.
std::string pointer_of(const std::vector<std::string>& tokens);

}  // namespace stalemate::scenarios::format
