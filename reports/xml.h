// Text inside XML 1.0, whatever it holds.
//
// Invariants:
//  1. The result is well-formed UTF-8 and has no character that XML 1.0 forbids: each of those, and
//     each byte that is no UTF-8, becomes U+FFFD.
//  2. Between quotation marks, line breaks and tabs are kept from being read as blanks.
//
// Cost: linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace stalemate::reports {

/// To stand between tags.
std::string xml_text(std::string_view text);

/// To stand between quotation marks.
std::string xml_attribute(std::string_view text);

}  // namespace stalemate::reports
