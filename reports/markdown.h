// Text from files in Markdown, as GitHub shows it.
//
// Invariants:
//  1. Nothing in a text ends a table's cell or a line, or is markup.
//
// Cost: linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace stalemate::reports {

std::string markdown_text(std::string_view text);

}  // namespace stalemate::reports
