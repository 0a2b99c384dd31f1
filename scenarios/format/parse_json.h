// From text to JSON, and nothing that JSON would silently lose.
//
// Invariants:
//  1. Only strict JSON in UTF-8 passes: no comment, byte order mark or NUL byte.
//  2. No object has a key twice or more than `most_keys`; nothing nests deeper than
//     `deepest_nesting`.
//  3. Errors name line and column (from 1, in characters), or the JSON pointer.
//
// Cost: linear in the text, but for the search of equal keys within one object.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/format/json.h"
#include "scenarios/format/result.h"

namespace stalemate::scenarios::format {

/// @param path only for messages
Result<Json> parse_json(std::string_view text, const std::string& path);

/// 16 hex digits (XXH3) that depend on the value alone, not on spaces or the order of keys.
std::string canonical_hash(const Json& json);

/// On one line, keys in their order.
std::string compact_text(const Json& json);

}  // namespace stalemate::scenarios::format
